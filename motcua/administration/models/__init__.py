"""Tables of the administration, one module for each matter."""

from motcua.administration.models.coverage import Coverage, Reminder
from motcua.administration.models.rosters import Invitation, Roster, RosterLine

__all__ = ["Coverage", "Invitation", "Reminder", "Roster", "RosterLine"]
