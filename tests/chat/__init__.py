"""Conversations with the running bot."""
