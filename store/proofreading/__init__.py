"""A draft beside what the stored texts say."""
