"""Persons, businesses, and how they sign in."""
