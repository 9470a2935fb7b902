"""What somebody may see: the conditions in SQL say the same as the rules say of one dossier, whatever the rights."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.agencies.queries import seen_below, seen_through, worked_on, worked_topics
from motcua.agencies.rules.rights import SUBSYSTEMS, powers_on, reach
from motcua.kernel.actor import Actor, Capacity, Held
from motcua.workflow.models import Case, Turn
from tests.workflow.builders import agency, at, unit

SLUGS = ("tam-hoan-hop-dong", "vay-tra-luong", "ho-kinh-doanh")
KNOWN = [(key, right) for key, subsystem in SUBSYSTEMS.items() for right in subsystem.rights]
IDENTIFIERS = ("H99", "H99.01", "H99.02", "H99.01.01", "H98")


@pytest.fixture
def turns(db) -> dict[tuple[str, str], int]:
    """One open turn of each service in each agency: a province with two districts and a commune, and a neighbour."""
    place = unit("Tỉnh Ví Dụ", "province", "99")
    found, paths = {}, {"H99": "", "H98": "", "H99.01": "H99", "H99.02": "H99", "H99.01.01": "H99.01"}
    made = {}
    for identifier, parent in paths.items():
        one = agency(f"Cơ quan {identifier}", identifier, "committee", place, sector=identifier)
        one.path = f"{made[parent].path if parent else '/'}{one.pk}/"
        one.save(update_fields=["path"])
        made[identifier] = one
        for slug in SLUGS:
            topic, subject = f"covid/{slug}", f"dossier:{identifier}-{slug}"
            case = Case.objects.create(
                flow_id="x", subject=subject, topic=topic, unit=place, opened_at=at("2020-05-12T08:00"),
                due_at=at("2020-05-15T08:00"),
            )  # fmt: skip
            turn = Turn.objects.create(
                case=case, n=1, step="s", agency=one, opened_at=case.opened_at, due_at=case.due_at
            )
            found[one.path, topic] = turn.pk
    Case._meta.get_field("flow").remote_field.model.objects.create(digest="x", content="{}")
    found["made"] = made
    return found


def actor(turns, home: str, rights) -> Actor:
    made = turns["made"]
    held = tuple(
        Held(key, right, "/" if scope == "/" else made[scope].path, services, level)
        for (key, right), scope, services, level in rights
    )
    here = made[home]
    return Actor(
        5, "Nguyễn Văn Thử", Capacity.OFFICER, membership=1, agency=here.pk, agency_name=here.name,
        agency_path=here.path, held=held,
    )  # fmt: skip


services = st.none() | st.frozensets(st.sampled_from(SLUGS), min_size=1)
right = st.tuples(
    st.sampled_from(KNOWN) | st.sampled_from([("covid", "process"), ("covid", "view"), ("office", "decide")]),
    st.sampled_from(("/", *IDENTIFIERS)),
    services,
    st.sampled_from((None, None, None, 2)),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(home=st.sampled_from(IDENTIFIERS), rights=st.lists(right, max_size=5))
def test_the_conditions_say_what_the_rules_say(turns, home, rights):
    by = actor(turns, home, rights)
    places = {key: pk for key, pk in turns.items() if key != "made"}
    able = {pk: powers_on(by, topic, path) & {"process", "view", "decide"} for (path, topic), pk in places.items()}
    seen = set(Turn.objects.filter(seen_through(by, "agency", "case__topic")).values_list("pk", flat=True))
    assert seen == {pk for pk, powers in able.items() if powers}

    below = set(Turn.objects.filter(seen_below(by, "agency", "case__topic")).values_list("pk", flat=True))
    viewed = {pk for (path, topic), pk in places.items() if _views(by, topic, path)}
    own = {pk for (path, _), pk in places.items() if path == by.agency_path}
    assert below == viewed - own

    mine = set(Turn.objects.filter(worked_on(by, "case__topic"), pk__in=own).values_list("pk", flat=True))
    assert mine == seen & own
    patterns = worked_topics(by)
    topics = {topic for (path, topic), pk in places.items() if pk in mine}
    assert topics == {topic for _, topic in places if patterns is None or _like(topic, patterns)}


def _views(by: Actor, topic: str, path: str) -> bool:
    return any(one.right == "view" for one in by.held) and "view" in powers_on(
        Actor(5, "x", held=tuple(one for one in by.held if one.right == "view")), topic, path
    )


def _like(topic: str, patterns) -> bool:
    return any(topic == pattern or (pattern.endswith("%") and topic.startswith(pattern[:-1])) for pattern in patterns)


def test_whoever_has_all_services_is_asked_about_none(turns):
    by = actor(turns, "H99", [(("office", "decide"), "H99", None, None)])
    sql = str(Turn.objects.filter(seen_through(by, "agency", "case__topic")).query)
    assert "workflow_case" not in sql
    assert "agencies_agency" not in sql
    assert worked_topics(by) is None
    assert "workflow_case" not in str(Turn.objects.filter(worked_on(by, "case__topic")).query)


@pytest.mark.parametrize(("first", "second"), list(product(range(2), repeat=2)))
def test_signing_everything_is_not_forgotten_beside_one_service(turns, first, second):
    rights = [(("office", "decide"), "H99", None, None), (("covid", "process"), "H99", frozenset(SLUGS[:1]), None)]
    by = actor(turns, "H99", [rights[first], rights[second]])
    own = Turn.objects.filter(agency=by.agency)
    wanted = 3 if 0 in (first, second) else 1
    assert own.filter(worked_on(by, "case__topic")).count() == wanted
    assert own.filter(seen_through(by, "agency", "case__topic")).count() == wanted


def test_without_rights_there_is_nothing(turns):
    by = actor(turns, "H99", [(("system", "users"), "H99", None, None), (("covid", "view"), "H99", None, 2)])
    assert reach(by.held) == ()
    for condition in (seen_through(by, "agency", "case__topic"), worked_on(by, "case__topic")):
        assert not Turn.objects.filter(condition).exists()
    assert worked_topics(by) == ()
