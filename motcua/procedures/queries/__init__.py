"""What other rooms ask: `public_of`, `whole`, `may_accept`."""

from motcua.procedures.queries.records import (
    Order,
    Public,
    Whole,
    may_accept,
    orders_in_force,
    public_of,
    public_versions,
    whole,
)

__all__ = ["Order", "Public", "Whole", "may_accept", "orders_in_force", "public_of", "public_versions", "whole"]
