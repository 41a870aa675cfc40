"""Tests of store/slogans/."""
