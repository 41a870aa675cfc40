"""Which program this is, and which layout its index has."""

VERSION = "0.2.0"
"""Three numbers; a store keeps the highest that has opened it."""

LAYOUT_VERSION = 1
"""How `segment` and `posting` are laid out. The store says in `meta` which it was written with;
a layout that changes isn't migrated, but built anew from the texts."""
