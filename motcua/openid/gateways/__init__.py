"""Other portals, where this one speaks to them."""
