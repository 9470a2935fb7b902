"""How much is taken."""

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
