"""Programs that files are handed to: a virus scanner, and the process that reads scanned pages."""
