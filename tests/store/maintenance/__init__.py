"""Tests of store/maintenance/."""
