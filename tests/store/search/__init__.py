"""Tests of store/search/."""
