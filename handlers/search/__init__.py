"""Finding: words said in private, in groups and in inline mode, and lists of what they find."""
