"""What each route asks for. A route that is not here passes only if it asks for nothing but to be signed in.

A line is: route, the objects that its address names (see `objects.py`), and the rule for who opens it. Public pages
without objects, and pages that every signed-in person has, need no line; pages of officers always do.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.house.matrix.cast import DESK, STATE, Someone
from tests.house.matrix.routes import Route

OPENS, SIGN_IN, FORBIDDEN, MISSING, AGAIN = "opens", "sign in", "403", "404", "409"
Rule = Callable[[Someone, str, str], str]  # (who, family of the object, method) → what happens


@dataclass(frozen=True)
class Need:
    """`objects`: their kind; "" for none. `rule`: for whom what the view says of itself lets in."""

    objects: str
    rule: Rule


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def everybody(who: Someone, family: str, method: str) -> str:
    return OPENS


def nobody(who: Someone, family: str, method: str) -> str:
    return MISSING


def known(who: Someone, family: str, method: str) -> str:
    """A thing of the portal itself, like a service: there for all, or not there."""
    return MISSING if family == "missing" else OPENS


def owner(who: Someone, family: str, method: str) -> str:
    return OPENS if family in who.owns else MISSING


def filer(who: Someone, family: str, method: str) -> str:
    return owner(who, family, method) if who.files or family not in who.owns else FORBIDDEN


def owner_files(who: Someone, family: str, method: str) -> str:
    """Seen by its owners, changed by those of them who may file."""
    return filer(who, family, method) if method == "POST" else owner(who, family, method)


def keeps(who: Someone, family: str, method: str) -> str:
    """What is kept of one's answers, or the business's: not for those who may only look. A GET only leads back."""
    if method == "GET":
        return OPENS
    return owner(who, family, method) if who.files else FORBIDDEN


def begins(who: Someone, family: str, method: str) -> str:
    """A service for businesses."""
    if family == "missing":
        return MISSING
    may = who.files and who.key in ("firm", "filer", "other")
    return OPENS if method == "GET" or may else FORBIDDEN


def member(who: Someone, family: str, method: str) -> str:
    """Whoever has a role at the business, in whatever capacity they act now."""
    return OPENS if family in who.owns or (who.key == "himself" and family == "first") else MISSING


def represents(who: Someone, family: str, method: str) -> str:
    seen = member(who, family, method)
    return FORBIDDEN if seen == OPENS and not who.represents else seen


def posted(rule: Rule) -> Rule:
    """GET only leads back to another page; POST acts."""
    return lambda who, family, method: rule(who, family, method) if method == "POST" else OPENS


def desk(who: Someone, family: str, method: str) -> str:
    return OPENS if who.uses & DESK else FORBIDDEN


def own_at_desk(who: Someone, family: str, method: str) -> str:
    return owner(who, family, method) if who.uses & DESK else FORBIDDEN


def sees(who: Someone, family: str, method: str) -> str:
    return OPENS if family in who.sees else MISSING


def works(who: Someone, family: str, method: str) -> str:
    """At work on it where it is now."""
    return OPENS if family in who.works else FORBIDDEN if family in who.sees else MISSING


def takes(who: Someone, family: str, method: str) -> str:
    """Taken in hand by who works on it; whose agency had it before is told that it has moved."""
    return AGAIN if family in who.handed_on else works(who, family, method)


def asked(who: Someone, family: str, method: str) -> str:
    """The insurance, which had it before, is asked by the committee that has it now."""
    return OPENS if family in who.handed_on else FORBIDDEN if family in who.sees else MISSING


def passes(who: Someone, family: str, method: str) -> str:
    return (takes if method == "POST" else works)(who, family, method)


def judges(who: Someone, family: str, method: str) -> str:
    """The list is read by all who see the dossier, and judged at the step that is for it: the insurance's."""
    seen = sees(who, family, method)
    if method == "GET" or seen == MISSING:
        return seen
    return OPENS if family in who.works and family == "third" else FORBIDDEN


def uses(right: str) -> Rule:
    return lambda who, family, method: OPENS if right in who.uses else FORBIDDEN


def within(right: str) -> Rule:
    """In the subtrees in which that right counts; elsewhere there is nothing."""

    def rule(who: Someone, family: str, method: str) -> str:
        if right not in who.uses:
            return FORBIDDEN
        return OPENS if family in who.tree else MISSING

    return rule


def whole_state(who: Someone, family: str, method: str) -> str:
    """Without the name of a unit it is about all of them."""
    return MISSING if "users" in who.uses and not who.tree >= STATE else uses("users")(who, family, method)


def authors(*needed: str) -> Rule:
    """Drafts of services, of their agency and those below; each act with its own right."""

    def rule(who: Someone, family: str, method: str) -> str:
        if not who.uses & {"enter", "publish"}:
            return FORBIDDEN
        if family and family not in who.tree:
            return MISSING
        return OPENS if not needed or who.uses & set(needed) else FORBIDDEN

    return rule


def follows_up(who: Someone, family: str, method: str) -> str:
    """A published version is read by both, and followed up by who writes."""
    return authors("enter")(who, family, method) if method == "POST" else authors()(who, family, method)


def database(*needed: str, shown: bool = False) -> Rule:
    """Records of the national database, of one's own agency; what is `shown` to all who have a right there is only
    changed with the right one."""

    def rule(who: Someone, family: str, method: str) -> str:
        if not who.uses & {"enter", "publish"}:
            return FORBIDDEN
        if family and family not in who.tree:
            return MISSING
        free = not needed or (shown and method == "GET")
        return OPENS if free or who.uses & set(needed) else FORBIDDEN

    return rule


def enters(who: Someone, family: str, method: str) -> str:
    """A part of a draft is not there for who may not edit it."""
    seen = database("enter")(who, family, method)
    return MISSING if seen == FORBIDDEN and "publish" in who.uses else seen


def found(who: Someone, family: str, method: str) -> str:
    """Whom the clerk found by number in this visit."""
    return FORBIDDEN if "counter" not in who.uses else OPENS if family == "found" else AGAIN


def assists(who: Someone, family: str, method: str) -> str:
    """What the clerk of the cast fills in for somebody; "second" is a colleague's."""
    return FORBIDDEN if "counter" not in who.uses else OPENS if family == "first" else MISSING


def expected(route: Route, who: Someone, family: str, method: str) -> str:
    """First what the view says of itself, then the rule of the table. "mixed", "gone": nothing inside is theirs."""
    if route.access != "public" and not who.signed_in:
        return SIGN_IN
    if route.access == "officer" and not who.officer:
        return FORBIDDEN
    rule = TABLE[route.name].rule if route.name in TABLE else everybody
    if family not in ("mixed", "gone"):
        return rule(who, family, method)
    seen = rule(who, MIXED.get(TABLE[route.name].objects, ("first",))[0], method)
    return MISSING if seen == OPENS and route.name not in FORGIVING else seen


def kind_of(route: Route) -> str:
    """Of the objects that its address names."""
    return TABLE[route.name].objects if route.name in TABLE else ""


def undeclared(routes: Iterable[Route]) -> list[str]:
    """Routes of officers, and routes that name an object, of which the table says nothing."""
    return [
        f"{route.name} ({route.address}): say in tests/house/matrix/table.py who opens it"
        for route in routes
        if route.name not in TABLE and (route.access == "officer" or route.parameters)
    ]


def _lines(objects: str, rule: Rule, names: str) -> Mapping[str, Need]:
    return {name: Need(objects, rule) for name in names.split()}


TABLE: Mapping[str, Need] = {
    # the front door
    **_lines("service", known, "portal:service portal:list_template"),
    **_lines("", nobody, "identity:demo notices:outbox api-1:api-root"),
    # an applicant's dossiers
    **_lines("service", begins, "dossiers:begin"),
    **_lines("draft", owner, "dossiers:dossier dossiers:list_template dossiers:list_export dossiers:paper "
             "dossiers:check"),
    **_lines("filed", filer, "dossiers:demand_paper"),
    **_lines("kept", keeps, "dossiers:forget"),
    **_lines("posting", known, "dossiers:posting"),
    **_lines("draft", filer, "dossiers:section dossiers:page dossiers:autosave dossiers:exit dossiers:new_row "
             "dossiers:row dossiers:clear_list dossiers:discard"),
    **_lines("draft", owner_files, "dossiers:list dossiers:papers dossiers:remove_row dossiers:remove_paper "
             "dossiers:submit"),
    **_lines("filed", owner, "dossiers:confirmation dossiers:document"),
    **_lines("filed", filer, "dossiers:supplement dossiers:withdraw"),
    # the desk
    **_lines("queue", desk, "desk:home desk:queue desk:queue_export desk:filters"),
    **_lines("", desk, "desk:begin"),
    **_lines("queue", posted(desk), "desk:save_filter"),
    **_lines("filter", own_at_desk, "desk:remove_filter"),
    **_lines("handled", sees, "desk:dossier desk:rows_export desk:documents desk:document desk:notes desk:timeline "
             "desk:steps"),
    **_lines("handled", judges, "desk:rows desk:row"),
    **_lines("handed in", sees, "desk:paper"),
    **_lines("handled", takes, "desk:claim desk:release"),
    **_lines("handled", works, "desk:assign desk:act desk:put_off"),
    **_lines("asking", asked, "desk:opinion"),
    **_lines("asking", passes, "desk:onward desk:backward"),
    **_lines("asking", works, "desk:fee desk:post"),
    # procedures, for everybody
    **_lines("procedure", known, "procedures:procedure procedures:wording procedures:linked"),
    **_lines("part", known, "portal:sitemap_part"),
    # the account
    **_lines("business", member, "identity:business"),
    **_lines("business", represents, "identity:business_admit identity:business_member"),
    **_lines("step", known, "identity:register_step"),
    **_lines("session", owner, "identity:end_session"),
    **_lines("passkey", owner, "identity:passkey identity:remove_passkey"),
    **_lines("check", owner, "identity:level_wait"),
    **_lines("provider", known, "identity:unlink identity:broker_start identity:broker_callback"),
    **_lines("notice", posted(owner), "notices:read"),
    **_lines("consent", owner, "openid:withdraw"),
    **_lines("view", owner, "transparency:view transparency:ask"),
    # officers of other rooms
    **_lines("", uses("counter"), "identity:counter identity:counter_open"),
    **_lines("person", found, "identity:counter_person identity:counter_slip identity:counter_phone_code "
             "identity:counter_act"),
    **_lines("", uses("counter"), "counter:home"),
    **_lines("person", found, "counter:person counter:slip counter:begin"),
    **_lines("assisted", assists, "counter:dossier counter:scan counter:scanned counter:scan_file counter:confirm "
             "counter:ask"),
    **_lines("filed for", assists, "counter:filed counter:fee counter:document"),
    **_lines("", uses("users"), "counter:demands"),
    **_lines("demand", within("users"), "counter:demand"),
    **_lines("", uses("inquiries"), "transparency:inquiries"),
    **_lines("inquiry", within("inquiries"), "transparency:inquiry"),
    **_lines("", uses("clients"), "openid:clients openid:new_client"),
    **_lines("client", within("clients"), "openid:client openid:new_secret openid:switch"),
    # the administration: users
    **_lines("", uses("users"), "administration:users administration:users_search administration:users_suggest "
             "administration:users_export administration:add administration:add_find administration:add_save "
             "administration:stand_ins administration:approvals administration:unused"),
    **_lines("membership", within("users"), "administration:person administration:unit administration:rights "
             "administration:services administration:activate administration:deactivate administration:stand_in "
             "administration:leave"),
    **_lines("grant", within("users"), "administration:end_grant administration:end_unused"),
    **_lines("waiting", within("users"), "administration:approve"),
    # the administration: why somebody sees something; the journal
    **_lines("", uses("users"), "administration:explain_find administration:viewers"),
    **_lines("membership", within("users"), "administration:explain administration:sheet"),
    **_lines("", everybody, "administration:mine"),
    **_lines("", uses("journal"), "administration:journal administration:journal_export"),
    # the administration: rosters, invitations
    **_lines("", uses("users"), "administration:rosters administration:roster_new administration:invitations "
             "administration:invite"),
    **_lines("form", uses("users"), "administration:roster_form administration:roster_current"),
    **_lines("roster", within("users"), "administration:roster administration:roster_apply administration:roster_drop "
             "administration:roster_report"),
    **_lines("invitation", within("users"), "administration:invitation administration:invitation_act"),
    # the administration: coverage, units
    **_lines("", uses("users"), "administration:coverage"),
    **_lines("which", whole_state, "administration:coverage_list administration:coverage_export"),
    **_lines("unit", within("users"), "administration:coverage_unit administration:coverage_remind"),
    **_lines("", uses("units"), "administration:units"),
    **_lines("unit", within("units"), "administration:unit_page administration:unit_rename administration:unit_move "
             "administration:unit_end administration:unit_take_in administration:unit_new administration:unit_inherit "
             "administration:unit_call_off"),
    # the national database of procedures
    **_lines("", database(), "procedures:admin procedures:late procedures:decisions procedures:import_template"),
    **_lines("", database("enter", shown=True), "procedures:imports"),
    **_lines("", database("enter"), "procedures:admin_new"),
    **_lines("", database("publish"), "procedures:decision_new"),
    **_lines("record", database(), "procedures:admin_record procedures:admin_judge procedures:admin_publish "
             "procedures:admin_abolish procedures:admin_order"),
    **_lines("record", enters, "procedures:admin_section"),
    **_lines("record", database("enter"), "procedures:admin_step"),
    **_lines("record", database("publish"), "procedures:admin_order_end"),
    **_lines("import", database("enter", shown=True), "procedures:import"),
    # services, being written
    **_lines("", authors(), "authoring:drafts"),
    **_lines("", authors("enter"), "authoring:new"),
    **_lines("service version", follows_up, "authoring:version"),
    **_lines("service draft", authors(), "authoring:draft authoring:download authoring:flow authoring:compare "
             "authoring:trial authoring:trial_check authoring:trial_clear authoring:trial_page"),
    **_lines("service draft", follows_up, "authoring:edit"),
    **_lines("service draft", authors("enter"), "authoring:submit authoring:withdraw"),
    **_lines("service handed in", authors("enter"), "authoring:take_back"),
    **_lines("service handed in", authors("publish"), "authoring:publish authoring:give_back"),
}  # fmt: skip

# A GET of these only leads back to the page that has the button.
LEADS_BACK = {"dossiers:remove_paper"}
# What is not there is as good as removed: nothing happens to what is another's, and nothing is said.
FORGIVING = {"dossiers:remove_paper"}
# Pages of the demo, which the tests' portal is not; the root of the interface, where nothing is.
CLOSED = {"identity:demo", "notices:outbox", "api-1:api-root"}
# What a form must at least say to be told from nothing; what depends on the object: `SENT` in its description.
BODIES: Mapping[str, Mapping[str, str]] = {
    "agencies:capacity": {"capacity": "citizen"},
    "identity:external": {"provider": "buu-dien"},
    "desk:opinion": {"verdict": "agree"},
    "desk:onward": {"turn": "2", "stage": "1"},
    "desk:backward": {"turn": "2", "stage": "1", "note": "Xem lại."},
    "desk:fee": {"receipt_no": "9"},
}
SENT = "sent"
# Whose object holds whose in the mixture; elsewhere the first's and the second's.
MIXED = {"unit": ("district", "there"), "record": ("province", "there")}
