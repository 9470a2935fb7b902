"""The explanation says "sees" exactly when the gate opens, in random worlds; each condition is the one that decides."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.administration.queries import explaining
from motcua.administration.queries.things import own_thing
from motcua.administration.rules.explaining import holds
from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import actor_for
from motcua.dossiers.queries import handled_dossier
from motcua.dossiers.queries.gates import NoSuchDossier
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Refusal
from motcua.workflow.commands.run import check_officer, locked_run
from tests.dossiers.conftest import EARLY, NOON, _house, _peopled, world

__all__ = ["_house", "_peopled", "world"]
ON = NOON.date()
PROVEN = {"proof": {"methods": ["totp"]}}
SLUGS = (None, ("tam-hoan-hop-dong",), ("khac",), ("khac", "tam-hoan-hop-dong"))
RIGHTS = (
    ("covid", "process"), ("covid", "view"), ("office", "decide"), ("office", "counter"), ("system", "users"),
    ("pakn", "petitions"),
)  # fmt: skip


def opens(actor, code):
    try:
        handled_dossier(actor, code)
    except NoSuchDossier:
        return False
    return True


def works_on(actor, dossier):
    try:
        run = locked_run(dossier.case_id)
        check_officer(run, actor, run.step.powers)
    except Refusal:
        return False
    return True


wish = st.fixed_dictionaries(
    {
        "right": st.sampled_from(RIGHTS[:2] * 3 + RIGHTS),
        "scope": st.sampled_from((1, 1, 1, 4, 4, 0, 2, 3, 5)),
        "services": st.sampled_from(SLUGS),
        "level": st.sampled_from((None, None, None, 2)),
        "since": st.integers(0, 1),
        "until": st.sampled_from((None, 1, 2)),
        "after": st.sampled_from(("", "", "", "end", "deactivate", "leave")),
    }
)


def give(place, agencies, one):
    """A right as wished for; what no right may be stays ungiven."""
    subsystem, right = one["right"]
    scope = [None, place.agency, *agencies][one["scope"] % (len(agencies) + 2)]
    until = ON + timedelta(days=one["until"]) if one["until"] else None
    asked = Asked(
        subsystem, right, scope.pk if scope else None, one["services"], one["level"],
        ON + timedelta(days=one["since"]), until,
    )  # fmt: skip
    try:
        (grant,) = commands.give(place.pk, [asked], reason="", by=SYSTEM, at=NOON)
        if one["after"] == "end":
            commands.end(grant.pk, why="Thử.", by=SYSTEM, at=NOON)
        elif one["after"] == "deactivate":
            commands.deactivate(place.pk, by=SYSTEM, at=NOON)
        elif one["after"] == "leave":
            commands.end_membership(place.pk, why="Thử.", by=SYSTEM, at=NOON)
    except Refusal:
        return


@pytest.fixture
def filed(world):
    """A dossier at the district's social insurance, and an asker who administers the whole province's tree."""
    dossier = world.filed(3)
    turn = dossier.case.turns.get()
    above = Agency.objects.filter(pk__in=[int(part) for part in turn.agency.path.split("/") if part])
    elsewhere = Agency.objects.exclude(path__startswith=above.order_by("path")[0].path)
    agencies = [*above.order_by("path"), *elsewhere.filter(level__in=("province", "district")).order_by("path")[:5]]
    asker = commands.appoint(world.person("Lưu Thị Hỏi Mẫu"), above.order_by("path")[0], "", {"users"}, at=EARLY)
    world.actors["asker"] = actor_for(asker.person, {"capacity": f"member:{asker.pk}", **PROVEN}, ON)
    return dossier, agencies


@given(data=st.data())
@settings(max_examples=40)
def explained(data, world, dossier, agencies):
    with transaction.atomic():
        place = _placed(world, agencies, data.draw(st.sampled_from((2, 2, 2, 0, 1, 3))))
        day = data.draw(st.sampled_from((0, 0, 1, 2)))
        for one in data.draw(st.lists(wish, min_size=1, max_size=4)):
            give(place, agencies, one)
        check(world, dossier, place, day)
        transaction.set_rollback(True)


def _placed(world, agencies, n):
    place = commands.place(world.person("Trần Văn Đoán Thử"), agencies[n % len(agencies)], by=SYSTEM, at=NOON)
    return commands.activate(place.pk, by=SYSTEM, at=NOON)


def check(world, dossier, place, day):
    on = ON + timedelta(days=day)
    thing = own_thing(world["asker"], "dossier", dossier.code)
    answer = explaining._answer(place.person, thing, ("/",), on)
    place = Membership.objects.select_related("person").get(pk=place.pk)
    actor = actor_for(place.person, {"capacity": f"member:{place.pk}", **PROVEN}, on)
    (says,) = answer.places
    see, act = says.verdicts
    assert answer.sees == see.yes == opens(actor, dossier.code)
    assert act.yes == works_on(actor, dossier)
    assert see.yes == any(right.lets_in for right in see.rights)
    _, viewers = explaining.viewers(world["asker"], dossier.code, on)
    assert (place.pk in {viewer.membership for viewer in viewers}) == see.yes
    for right in see.rights:
        assert right.lets_in == holds(right.conditions)
        assert bool(right.chain) == right.lets_in
    for need in see.needs:
        assert not see.yes
        assert need.right


def test_what_is_said_is_what_the_gates_do(world, filed):
    dossier, agencies = filed
    explained(world=world, dossier=dossier, agencies=agencies)


def test_what_is_missing_is_enough_when_it_is_given(world, filed):
    """The named administrator gives the named right, and the dossier opens."""
    dossier, _ = filed
    seat = dossier.case.turns.get().agency
    commands.appoint(world.person("Hồ Thị Quyền Thử"), seat, "", {"grant"}, at=EARLY)
    place = commands.place(world.person("Trần Văn Đoán Thử"), seat, by=SYSTEM, at=NOON)
    commands.activate(place.pk, by=SYSTEM, at=NOON)
    thing = own_thing(world["asker"], "dossier", dossier.code)
    see, act = explaining.explain(world["asker"], place.pk, thing, ON).places[0].verdicts
    assert not see.yes
    assert not act.yes
    assert [(need.right, need.scope) for need in see.needs] == [("Xem thông tin hồ sơ dịch vụ công", seat.name)]
    assert [(need.right, need.scope) for need in act.needs] == [("Xử lý hồ sơ dịch vụ công", seat.name)]
    assert "Hồ Thị Quyền Thử" in {giver.who for giver in act.needs[0].givers}
    giver = Membership.objects.get(person__name="Hồ Thị Quyền Thử")
    by = actor_for(giver.person, {"capacity": f"member:{giver.pk}", **PROVEN}, ON)
    commands.give(place.pk, [Asked("covid", "process", seat.pk, ("tam-hoan-hop-dong",))], reason="Thử", by=by, at=NOON)
    see, act = explaining.explain(world["asker"], place.pk, thing, ON).places[0].verdicts
    assert see.yes
    assert act.yes
    assert [step.to.who for step in see.rights[0].chain] == ["Hồ Thị Quyền Thử", "Trần Văn Đoán Thử"]
    assert Grant.objects.filter(membership=place, ended_at=None).count() == 1
