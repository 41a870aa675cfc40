"""What a group's administrators choose, on one page in private."""
