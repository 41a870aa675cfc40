"""Files and pictures: exports as Word and Markdown, and the card."""
