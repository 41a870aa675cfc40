"""What people follow: the list of it, the button, and the news of a morning."""
