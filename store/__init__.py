"""All SQL: schema, index, search, bookmarks, ledger, and the pure rules over them."""
