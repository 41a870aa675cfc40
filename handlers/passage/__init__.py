"""A passage opened, wherever it was reached from: its text, its citation, its slogans."""
