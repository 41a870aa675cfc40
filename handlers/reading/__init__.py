"""A speech read page by page, and the list of speeches."""
