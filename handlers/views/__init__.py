"""Pure renderers from values to text and keyboards; the only place where HTML is escaped."""
