"""What can be asked about: a dossier, an agency, a portal, somebody's place; each only inside the asker's subtrees."""

from collections.abc import Callable, Mapping, Sequence

from motcua.administration.queries.chains import within_any
from motcua.administration.queries.users import within
from motcua.administration.rules.explaining import NothingToExplain, Thing
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Membership
from motcua.agencies.queries import agency_by_identifier
from motcua.dossiers.models import Dossier
from motcua.kernel.actor import Actor
from motcua.openid.models import RelyingParty
from motcua.workflow.models import Turn
from motcua.workflow.queries import flow_of


def own_thing(actor: Actor, kind: str, text: str) -> Thing:
    """A thing of the asker's subtrees: "dossier" by code, "agency" by identifier, "portal" by its client id, "place" by
    the number of a membership. Raises NoUsersRight; NothingToExplain, alike for a foreign and for a missing one."""
    trees = check_users(actor)
    found = _FINDERS.get(kind, _nothing)(text.strip(), trees)
    if found is None:
        raise NothingToExplain
    return found


def _dossier(text: str, trees: Sequence[str]) -> Thing | None:
    dossier = Dossier.objects.select_related("case").filter(code=text.upper()).first()
    if dossier is None or dossier.case is None:
        return None
    turns = list(Turn.objects.filter(case=dossier.case).select_related("agency").order_by("-n"))
    paths = tuple(dict.fromkeys(turn.agency.path for turn in turns))
    if not any(within_any(path, trees) for path in paths):
        return None
    now = next((turn for turn in turns if turn.closed_at is None), None)
    step = flow_of(dossier.case).steps[now.step] if now else None
    return Thing(
        "dossier", dossier.code or "", paths, dossier.case.topic, now.agency.path if now else "",
        frozenset(step.powers) if step else frozenset(), step.title if step else "",
    )  # fmt: skip


def _agency(text: str, trees: Sequence[str]) -> Thing | None:
    found = agency_by_identifier(text)
    if found is None or not within_any(found.path, trees):
        return None
    needs = ("users", "units", "journal", "clients", "inquiries")
    return Thing("agency", found.name, (found.path,), needs=needs)


def _portal(text: str, trees: Sequence[str]) -> Thing | None:
    found = RelyingParty.objects.select_related("client", "agency").filter(client_id=text).first()
    if found is None or not within_any(found.agency.path, trees):
        return None
    return Thing("portal", found.client.name, (found.agency.path,), needs=("clients",))


def _place(text: str, trees: Sequence[str]) -> Thing | None:
    pk = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0  # noqa: PLR2004 - of a bigint
    found = Membership.objects.select_related("person", "agency").filter(within(trees), pk=pk).first()
    if found is None:
        return None
    return Thing("place", f"{found.person.name}, {found.agency.name}", (found.agency.path,), needs=("users",))


def _nothing(_text: str, _trees: Sequence[str]) -> None:
    return None


_Finder = Callable[[str, Sequence[str]], Thing | None]
_FINDERS: Mapping[str, _Finder] = {"dossier": _dossier, "agency": _agency, "portal": _portal, "place": _place}
