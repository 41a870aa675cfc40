"""How documents are read: formats, heads, cleaning, sentences, slogans."""
