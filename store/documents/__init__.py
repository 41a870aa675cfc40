"""Documents as they come, change and go."""
