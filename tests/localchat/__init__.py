"""The simulated Telegram on its own."""
