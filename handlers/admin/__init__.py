"""What operators do: documents, sources, statistics, copies, groups let in."""
