"""All SQL: schema, index, search, bookmarks, outbox, and the pure rules over them."""
