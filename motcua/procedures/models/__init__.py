"""Tables of the national database of procedures, one module for each matter."""

from motcua.procedures.models.importing import Import
from motcua.procedures.models.orders import AcceptanceOrder
from motcua.procedures.models.publishing import Decision, DecisionItem, Event
from motcua.procedures.models.records import Procedure, ProcedureVersion
from motcua.procedures.models.search import SearchEntry, SearchWord

__all__ = [
    "AcceptanceOrder",
    "Decision",
    "DecisionItem",
    "Event",
    "Import",
    "Procedure",
    "ProcedureVersion",
    "SearchEntry",
    "SearchWord",
]
