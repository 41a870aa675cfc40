"""Questions and their answers: exact, by words, and what may have been meant."""
