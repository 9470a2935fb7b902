"""Changing the tree: renaming an agency, putting it under another, founding and ending one. Rights: succession.py.

Each is ordered for a day. On that day, or at once, it is carried out with what the orderer may do at that moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from motcua.agencies import rules
from motcua.agencies.commands.falling import fall_with_agency
from motcua.agencies.commands.grants import close
from motcua.agencies.commands.locks import day, held_now, locked_places, wanted_of
from motcua.agencies.commands.tree import lock_tree
from motcua.agencies.models import Agency, Grant, Succession, UnitChange
from motcua.agencies.queries import existing, seat_of
from motcua.agencies.queries.units import Effects, effects, longest_path
from motcua.agencies.rules import units as law
from motcua.agencies.rules.delegation import authority
from motcua.agencies.rules.rights import STATE, SYSTEM, named, trees
from motcua.journal.commands import record
from motcua.journal.rules import personal_numbers
from motcua.kernel.actor import SYSTEM as PORTAL
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.codes import canonical_identifier, legacy_identifier
from motcua.kernel.errors import Invalid, NotAllowed, Refusal
from motcua.kernel.text import fold, tidy
from motcua.shell.queue import defer

Kind = UnitChange.Kind


@dataclass(frozen=True)
class Order:
    """From which day, and by which decision."""

    on: date
    basis: str


@dataclass(frozen=True)
class New:
    """A new agency as it is asked for. What is not said here (role, level, place, hours) is as of `like`."""

    identifier: str
    name: str
    parent: Agency
    like: Agency
    sector: str = ""

    def agency(self, on: date) -> Agency:
        """Raises Invalid."""
        name = tidy(self.name)
        law.check_name(name)
        try:
            identifier = canonical_identifier(self.identifier)
        except ValueError as no:
            raise Invalid({"identifier": str(no)}) from no
        if Agency.objects.filter(identifier=identifier).exists():
            raise Invalid({"identifier": f"Mã định danh {identifier} đã có đơn vị dùng."})
        like, sector = self.like, tidy(self.sector)[:20] or self.like.sector
        same = Agency.objects.filter(role=like.role, level=like.level, unit=like.unit, sector=sector, valid_from=on)
        if like.unit_id and same.exists():
            raise Invalid({"sector": "Đã có đơn vị cùng loại, cùng lĩnh vực, cùng ngày. Hãy ghi lĩnh vực khác."})
        return Agency(
            identifier=identifier, legacy_identifier=legacy_identifier(identifier), name=name, name_fold=fold(name),
            role=like.role, level=like.level, sector=sector, unit=like.unit, parent=self.parent, path="/",
            place=like.place, hours=like.hours, code_template=like.code_template, valid_from=on,
        )  # fmt: skip


@transaction.atomic
def rename(agency: Agency, name: str, order: Order, *, by: Actor, at: datetime) -> UnitChange:
    """Another name from a day on; the same agency, with all that it had. Raises NotYourTree, EndsBefore, Invalid."""
    order, name = _checked(order, at), tidy(name)
    law.check_name(name)
    lock_tree()
    agency = _fresh(agency)
    check_units(by, at, agency)
    _check_there(agency, order.on)
    change = _ordered(agency, Kind.RENAME, order, by=by, at=at, name=name, former_name=agency.name)
    return _when_due(change, by=by, at=at)


@transaction.atomic
def move_under(
    agency: Agency, parent: Agency, order: Order, *, by: Actor, at: datetime, expected: str = ""
) -> UnitChange:
    """Puts an agency, with all below it, under another from a day on.

    `expected`: `effects(...).digest` as the actor saw it; empty: whatever it is. Raises NotYourTree (of the agency,
    what it stands under now or is to), UnderItself, AlreadyUnder, TooDeep, EndsBefore, GainsTooMuch, EffectsChanged,
    Invalid.
    """
    order = _checked(order, at)
    lock_tree()
    agency, parent = _fresh(agency), _fresh(parent)
    found = _check_move(agency, parent, order.on, by=by, at=at)
    if expected and expected != found.digest:
        raise law.EffectsChanged
    change = _ordered(agency, Kind.MOVE, order, by=by, at=at, parent=parent, former_parent=agency.parent)
    return _when_due(change, by=by, at=at)


@transaction.atomic
def check_move(agency: Agency, parent: Agency, order: Order, *, by: Actor, at: datetime) -> Effects:
    """What `move_under` would do, or refuse now; changes nothing. Raises as it does."""
    order = _checked(order, at)
    lock_tree()
    return _check_move(_fresh(agency), _fresh(parent), order.on, by=by, at=at)


@transaction.atomic
def establish(new: New, order: Order, *, by: Actor, at: datetime) -> Agency:
    """A new agency from a day on. Raises NotYourTree, EndsBefore, Invalid."""
    order = _checked(order, at)
    lock_tree()
    parent = _fresh(new.parent)
    check_units(by, at, parent)
    _check_there(parent, order.on)
    agency = new.agency(order.on)
    agency.save()
    agency.path = f"{parent.path}{agency.pk}/"
    agency.save(update_fields=["path"])
    change = _ordered(agency, Kind.ESTABLISH, order, by=by, at=at, parent=parent, name=agency.name, done_at=at)
    _note("unit.established", change, by=by, at=at)
    return agency


@transaction.atomic
def finish(
    agencies: Sequence[Agency], successors: Sequence[Agency], order: Order, *,
    by: Actor, at: datetime, bring_below: bool = False,
) -> tuple[UnitChange, ...]:  # fmt: skip
    """Ends agencies from a day on: merged (several into one), split (one into several), or abolished (into none).

    The first successor takes over the work. `bring_below`: what stands under them comes under the first successor.
    No right follows. Raises NotYourTree, OwnSuccessor, AlreadyEnds, EndsBefore, HasUnitsBelow, what `move_under`
    raises, Invalid.
    """
    order = _checked(order, at)
    lock_tree()
    agencies, successors = [_fresh(one) for one in agencies], [_fresh(one) for one in successors]
    for agency in agencies:
        check_units(by, at, *_with_above(agency))
        before = UnitChange.objects.filter(agency=agency, kind=Kind.END, dropped_at=None).first()
        if before:
            raise law.AlreadyEnds(agency=agency.name, day=f"{before.on:%d/%m/%Y}")
        _check_there(agency, order.on, begun=True)
    for successor in successors:
        check_units(by, at, successor)
        _check_there(successor, order.on)
        if successor in agencies:
            raise law.OwnSuccessor(agency=successor.name)
    if bring_below and successors:
        for below in _left_below(agencies, order.on):
            if below not in successors:
                move_under(below, successors[0], order, by=by, at=at)
        agencies = [_fresh(one) for one in agencies]
    return tuple(_finish_one(one, agencies, successors, order, by=by, at=at) for one in agencies)


@transaction.atomic
def call_off(change: int, *, by: Actor, at: datetime) -> UnitChange:
    """Takes an order back before its day; who may order it may take it back. Raises AlreadyDone, NotYourTree."""
    lock_tree()
    found = UnitChange.objects.select_related("agency__parent", "parent", "former_parent").get(pk=change)
    # What puts an agency elsewhere or ends it is not for the agency itself to undo.
    check_units(by, at, *(_with_above(found.agency) if found.kind in (Kind.MOVE, Kind.END) else (found.agency,)))
    if found.done_at is not None or found.dropped_at is not None:
        raise law.AlreadyDone
    if found.kind == Kind.END:
        Succession.objects.filter(former=found.agency, on=found.on).delete()
        _close_agency(found.agency, found.former_end)
    _drop(found, "Người quản trị hủy.", at=at)
    _note("unit.called_off", found, by=by, at=at)
    return found


@transaction.atomic
def carry_out(change: int, *, at: datetime) -> UnitChange:
    """What was ordered for today, with what the orderer may do today; otherwise it is dropped and they are told why."""
    lock_tree()
    found = UnitChange.objects.select_related("agency", "parent", "ordered_by", "membership__agency").get(pk=change)
    if found.done_at is not None or found.dropped_at is not None:
        return found
    by = _orderer(found)
    try:
        with transaction.atomic():
            return _do(found, by=by, at=at)
    except Refusal as no:
        _drop(found, str(no), at=at)
        _note("unit.refused", found, by=PORTAL, at=at)
        if found.ordered_by_id:
            detail = f"{found.get_kind_display()}: {found.agency.name}. {found.dropped_why}"
            defer("notices.tell_of", person=found.ordered_by_id, event="unit_not_changed", detail=detail)
        return found


def check_units(by: Actor, at: datetime, *agencies: Agency | None) -> None:
    """The actor manages units in each (None: of the whole state). After `lock_tree`. Raises NotYourTree."""
    if by.capacity is Capacity.SYSTEM:
        return
    locked_places((), by=by)
    now = Actor(person=by.person, name=by.name, held=held_now(by, at))
    mine = trees(now, SYSTEM, "units")
    for agency in agencies:
        law.check_tree(agency.path if agency else STATE, agency.name if agency else "Cả nước", mine)


def _check_move(agency: Agency, parent: Agency, on: date, *, by: Actor, at: datetime) -> Effects:
    check_units(by, at, *_with_above(agency), parent)
    for one in (agency, parent):
        _check_there(one, on)
    law.check_under((agency.path, agency.name), (parent.path, parent.name), longest_path(agency.path))
    found = effects(agency, parent, day(at))
    if by.capacity is not Capacity.SYSTEM:
        mine = held_now(by, at)
        for grant in found.gain:
            wanted = replace(wanted_of(grant), path=agency.path, until=_lasts(grant))
            try:
                authority(by.person, mine, wanted, seat_of(grant.membership))
            except NotAllowed as no:
                who = grant.membership.person.name
                raise law.GainsTooMuch(who=who, right=named(grant.right), why=str(no)) from no
    return found


def _do(change: UnitChange, *, by: Actor, at: datetime) -> UnitChange:
    agency = change.agency
    if change.kind == Kind.RENAME:
        check_units(by, at, agency)
        agency.name, agency.name_fold = change.name, fold(change.name)
        agency.save(update_fields=["name", "name_fold"])
    elif change.kind == Kind.MOVE and change.parent:
        found = _check_move(agency, change.parent, day(at), by=by, at=at)
        _put_under(agency, change.parent)
        ended = _locked(found.stranded)
        close(ended, why=f"{agency.name} không còn trực thuộc.", by=by, at=at)
    elif change.kind == Kind.END:
        fall_with_agency(agency, by=by, at=at)
        defer("workflow.inherit")
    change.done_at = at
    change.save(update_fields=["done_at"])
    _note(_ACTIONS[change.kind], change, by=by, at=at)
    return change


_ACTIONS: Mapping[str, str] = {Kind.RENAME: "unit.renamed", Kind.MOVE: "unit.moved", Kind.END: "unit.ended"}


def _put_under(agency: Agency, parent: Agency) -> None:
    """The agency and all below it: one statement for the paths."""
    former = agency.path
    path = law.moved_path(former, former, parent.path)
    below = Agency.objects.filter(path__startswith=former)
    below.update(path=Concat(Value(path), Substr("path", len(former) + 1)))
    agency.parent, agency.path = parent, path
    agency.save(update_fields=["parent"])


def _finish_one(
    agency: Agency, ending: Sequence[Agency], successors: Sequence[Agency], order: Order, *, by: Actor, at: datetime
) -> UnitChange:
    left = [one for one in _left_below([agency], order.on) if one not in ending]
    if left:
        raise law.HasUnitsBelow(agency=agency.name, count=len(left))
    former_end = agency.valid_to
    _close_agency(agency, order.on)
    for n, successor in enumerate(successors):
        Succession.objects.create(former=agency, successor=successor, on=order.on, basis=order.basis, takes_work=n == 0)
    return _when_due(_ordered(agency, Kind.END, order, by=by, at=at, former_end=former_end), by=by, at=at)


def _left_below(agencies: Sequence[Agency], on: date) -> list[Agency]:
    """What will still stand directly under them on that day."""
    going = UnitChange.objects.filter(kind=Kind.MOVE, done_at=None, dropped_at=None, on__lte=on)
    below = existing(on).filter(parent__in=agencies).exclude(pk__in=going.values("agency"))
    return list(below.exclude(pk__in=[one.pk for one in agencies]).order_by("pk"))


def _close_agency(agency: Agency, on: date | None) -> None:
    agency.valid_to = on
    agency.save(update_fields=["valid_to"])


def _ordered(agency: Agency, kind: str, order: Order, *, by: Actor, at: datetime, **what: Any) -> UnitChange:
    before = UnitChange.objects.filter(agency=agency, kind=kind, done_at=None, dropped_at=None).first()
    if before:
        _drop(before, "Quyết định sau thay thế.", at=at)
    return UnitChange.objects.create(
        agency=agency, kind=kind, on=order.on, basis=order.basis, ordered_at=at, ordered_by_id=by.person or None,
        membership_id=by.membership, **what,
    )  # fmt: skip


def _when_due(change: UnitChange, *, by: Actor, at: datetime) -> UnitChange:
    """Done at once when its day is today; otherwise it waits for it."""
    if change.on <= day(at):
        return _do(change, by=by, at=at)
    _note("unit.ordered", change, by=by, at=at)
    return change


def _drop(change: UnitChange, why: str, *, at: datetime) -> None:
    change.dropped_at, change.dropped_why = at, why[:400]
    change.save(update_fields=["dropped_at", "dropped_why"])


def _orderer(change: UnitChange) -> Actor:
    """Who ordered it, acting from the place from which they did; the portal for what it ordered itself."""
    person, place = change.ordered_by, change.membership
    if person is None or place is None:
        return PORTAL
    if not person.is_active:  # a closed account orders nothing any more
        return Actor(person=person.pk, name=person.name)
    return Actor(
        person=person.pk, name=person.name, capacity=Capacity.OFFICER, membership=place.pk, agency=place.agency_id,
        agency_name=place.agency.name, agency_path=place.agency.path,
    )  # fmt: skip


def _checked(order: Order, at: datetime) -> Order:
    order = Order(order.on, tidy(order.basis))
    law.check_order(order.on, order.basis, today=day(at))
    if personal_numbers(order.basis):
        raise Invalid({"basis": "Đừng ghi số giấy tờ hay số điện thoại vào đây."})
    return order


def _fresh(agency: Agency) -> Agency:
    """As it is now that nobody else changes the tree. Raises NoSuchAgency."""
    found = Agency.objects.select_related("parent").filter(pk=agency.pk).first()
    if found is None:
        raise rules.NoSuchAgency
    return found


def _with_above(agency: Agency) -> tuple[Agency | None, ...]:
    """Who ends or moves an agency also manages what it stands under; of a top body, the state."""
    return agency, agency.parent


def _check_there(agency: Agency, on: date, *, begun: bool = False) -> None:
    """It exists on that day; `begun`: also on the day before, so that it can end. Raises EndsBefore."""
    late = agency.valid_from >= on if begun else agency.valid_from > on
    if late or (agency.valid_to is not None and agency.valid_to <= on):
        raise law.EndsBefore(agency=agency.name, day=f"{on:%d/%m/%Y}")


def _lasts(grant: Grant) -> date | None:
    """The first day on which a right cannot count any more, as far as is known."""
    scope = grant.scope.valid_to if grant.scope else None
    ends = [grant.until, grant.membership.until, grant.membership.agency.valid_to, scope]
    return min((end for end in ends if end is not None), default=None)


def _locked(grants: Sequence[Grant]) -> list[Grant]:
    found = Grant.objects.select_related("membership__person", "membership__agency", "scope").order_by("pk")
    ids = [grant.pk for grant in grants]
    return list(found.filter(pk__in=ids, ended_at=None).select_for_update(no_key=True, of=("self",)))


def _note(action: str, change: UnitChange, *, by: Actor, at: datetime) -> None:
    record(
        action, f"agency:{change.agency_id}", by=by, at=at, change=change.pk, kind=change.kind, on=change.on,
        basis=change.basis, name=change.name, former_name=change.former_name, parent=change.parent_id,
        former_parent=change.former_parent_id, why=change.dropped_why,
        successors=list(Succession.objects.filter(former=change.agency_id).values_list("successor", flat=True)),
    )  # fmt: skip
