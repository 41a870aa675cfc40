"""The conversation: routes, one module per surface, and the views that render it."""
