"""What handlers reckon without a chat."""
