"""Tests of store/proofreading/."""
