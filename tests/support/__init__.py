"""What tests share: stages, people, documents, models and processes."""
