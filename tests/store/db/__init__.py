"""Tests of store/db/."""
