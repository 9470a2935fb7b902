"""The law of the national database of procedures: codes, what is published, clocks, quality."""
