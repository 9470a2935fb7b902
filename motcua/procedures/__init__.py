"""The national database of administrative procedures (CSDL quốc gia về TTHC)."""
