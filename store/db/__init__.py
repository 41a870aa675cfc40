"""The file itself: connections, transactions, the schema and its steps, locks."""
