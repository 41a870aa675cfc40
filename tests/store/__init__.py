"""The store, room by room."""
