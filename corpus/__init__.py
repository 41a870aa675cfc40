"""From an office document to clean speeches, passages and slogan finds. Depends on nothing of ours."""
