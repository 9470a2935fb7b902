"""Runs of a flow: case, turn, term."""
