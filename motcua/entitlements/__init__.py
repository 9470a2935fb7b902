"""Who was granted which support for which month: no double claim."""
