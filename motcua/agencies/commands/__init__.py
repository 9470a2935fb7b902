"""The writes: the tree from its data files, and who works where."""

from motcua.agencies.commands.loading import Counts, load
from motcua.agencies.commands.memberships import appoint, end_membership

__all__ = ["Counts", "appoint", "end_membership", "load"]
