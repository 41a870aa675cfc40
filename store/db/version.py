"""Which layout the index has."""

LAYOUT_VERSION = 1
"""How `segment` and `posting` are laid out. The store says in `meta` which it was written with;
a layout that changes isn't migrated, but built anew from the texts."""
