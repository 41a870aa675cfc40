"""Pure renderers of this surface."""
