"""The first words, help, and what is kept of a person."""
