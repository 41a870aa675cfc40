"""What lies between Telegram's types and ours: who asks, what a button holds, what is sent."""
