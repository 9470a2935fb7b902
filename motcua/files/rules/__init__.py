"""What a file is, how it is named, and how tables are read from it and written to it. Pure: bytes in, values out."""
