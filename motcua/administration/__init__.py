"""Delegated administration: users, rosters, coverage, explaining rights. Above all that it shows."""
