"""Tests of store/daily/."""
