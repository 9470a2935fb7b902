"""Which acts in the journal are the use of which right: so that a right that nobody uses can be found."""

from collections.abc import Mapping

# The beginning of an action → the bare names of rights, any of which it may have been.
USES: Mapping[str, tuple[str, ...]] = {
    "workflow.": ("process", "decide"),
    "dossier.rows_": ("process", "decide"),
    "dossier.put_off": ("process", "decide"),
    "dossier.returned": ("process", "decide"),
    "dossier.granted": ("process", "decide"),
    "dossier.refused": ("process", "decide"),
    "dossier.annotated": ("process", "decide", "view"),
    "dossier.handed_over": ("process", "decide"),
    "dossier.posted": ("process", "decide"),
    "dossier.fee_taken": ("process", "decide", "counter"),
    "dossier.consented": ("counter",),
    "documents.issue": ("decide", "process"),
    "seen:dossier": ("view", "process", "decide"),
    "seen:paper": ("view", "process", "decide"),
    "seen:document": ("view", "process", "decide"),
    "seen:queue": ("view", "process", "decide"),
    "seen:rows": ("view", "process", "decide"),
    "seen:person": ("counter",),
    "identity.corrected": ("counter",),
    "identity.recovered": ("counter",),
    "identity.opened_at_counter": ("counter",),
    "identity.ended_at_counter": ("counter",),
    "identity.counter_code": ("counter",),
    "identity.level_raised": ("counter",),
    "identity.phone_changed": ("counter",),
    "identity.id_changed": ("counter",),
    "counter.": ("counter",),
    "catalogue.": ("publish", "enter", "amend"),
    "authoring.": ("enter", "publish"),
    "procedures.entered": ("enter",),
    "procedures.edited": ("enter", "amend"),
    "procedures.dropped": ("enter", "amend"),
    "procedures.submitted": ("submit",),
    "procedures.approved": ("approve",),
    "procedures.returned": ("approve",),
    "procedures.published": ("publish",),
    "procedures.amended": ("amend",),
    "procedures.abolished": ("abolish",),
    "procedures.decided": ("publish", "abolish"),
    "procedures.order": ("publish",),
    "procedures.import": ("enter",),
    "openid.client_": ("clients",),
    "transparency.answered": ("inquiries",),
    "seen:inquiry": ("inquiries",),
    "dossier.paper_demand_settled": ("users",),
    "membership.": ("users",),
    "grant.": ("users",),
    "invitation.": ("users",),
    "roster.": ("users",),
    "seen:users": ("users",),
    "seen:officer": ("users",),
    "seen:invitation": ("users",),
    "seen:roster": ("users",),
    "seen:rights": ("users",),
    "seen:viewers": ("users",),
    "seen:journal": ("journal",),
    "unit.": ("units",),
}
# What anybody does with an account, what applicants do, what the portal does, and what follows from another act.
NO_RIGHT: frozenset[str] = frozenset({
    "dossier.answers_kept", "dossier.answers_reused", "dossier.kept_forgotten", "dossier.keeping_withdrawn",
    "coverage.reminded", "desk.filter_removed", "desk.filter_saved", "dossier.begun", "dossier.discarded",
    "dossier.list_cleared", "dossier.list_uploaded", "dossier.paper_added", "dossier.paper_removed",
    "dossier.paper_demand_told", "dossier.reply_kept", "dossier.row_removed", "dossier.row_saved", "dossier.saved",
    "dossier.submitted", "dossier.supplemented", "dossier.withdrawn", "entitlements.granted", "file.held", "file.kept",
    "identity.admit",
    "identity.ask_register", "identity.choose_capacity", "identity.choose_language", "identity.end_sessions",
    "identity.linked", "identity.open_business", "identity.password_changed", "identity.phone_taken",
    "identity.register", "identity.register_answered", "identity.registered_elsewhere",
    "identity.renew_recovery_codes", "identity.retire", "identity.sign_in", "identity.sign_out",
    "identity.unlinked", "notices.read", "notices.read_all", "openid.agree", "openid.key", "openid.reuse",
    "openid.visit", "openid.withdraw", "seen:openid", "transparency.asked", "vault.rotated",
})  # fmt: skip


def rights_used(action: str) -> frozenset[str]:
    """The rights of which an act may be the use; none for what no right is needed for."""
    return frozenset(right for start, rights in USES.items() if action.startswith(start) for right in rights)


def starts() -> tuple[str, ...]:
    """The beginnings of all actions that tell of a right."""
    return tuple(USES)
