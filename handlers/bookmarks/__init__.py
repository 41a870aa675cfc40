"""What one has saved: the list, one of it, notes and tags."""
