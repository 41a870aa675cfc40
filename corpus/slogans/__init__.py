"""Slogans of one document: numeric abbreviations, parallel runs, quoted and recurring formulas."""
