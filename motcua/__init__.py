"""Motcua: one door to public services."""
