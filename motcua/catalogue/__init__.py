"""Procedures and services as data, versions by date."""
