"""Slogans found in the documents, counted, shown and half remembered."""
