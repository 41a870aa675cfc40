"""Tests of store/people/."""
