"""Benchmarks: `python -m bench` prints them, `--quick` at small sizes."""
