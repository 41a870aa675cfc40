"""The control interface: what tests and the page ask of the simulated Telegram."""
