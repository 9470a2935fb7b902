"""Numbered printed papers as PDF."""
