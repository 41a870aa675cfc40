"""The program: its commands, its processes, its way to Telegram."""
