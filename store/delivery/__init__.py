"""What comes and goes once: the inbox, the outbox, and when something is due."""
