"""From an office document to clean speeches, passages and slogans. Depends on nothing of ours."""
