"""Where each pair of neighbouring characters stands, in segments of sorted lists."""
