"""Slogans in chat: cards, lists, and what may have been meant."""
