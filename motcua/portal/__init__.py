"""Home, search, public look-up, help; composition of addresses."""
