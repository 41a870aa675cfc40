"""Tests drive the real bot over HTTP against the loopback Bot API server."""
