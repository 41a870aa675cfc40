"""The store's health: checks, copies, restoring, moving."""
