"""The daily excerpt: its message, its state in a chat, its settings."""
