"""Stored uploads, hashes, and reading of tables."""
