"""All SQL: schema, migrations, index, search, bookmarks, the delivery ledger, and the pure rules over them."""
