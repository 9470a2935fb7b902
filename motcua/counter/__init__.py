"""A clerk files for a person at the counter: account, scans, fees in cash, confirmation by code."""
