"""Tests of store/index/."""
