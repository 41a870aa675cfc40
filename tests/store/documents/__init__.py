"""Tests of store/documents/."""
