"""Tests of store/delivery/."""
