"""The daily excerpt: who gets it, when, and which."""
