"""Each rule of the quality check, alone."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from motcua.procedures.commands import entering, judging
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.rules.content import Channel, Content, Fee, Ground, Handling, Online, Paper, Papers, Steps
from motcua.procedures.rules.quality import NAMES, findings, keys
from motcua.shell.clock import VIETNAM
from tests.procedures.world import AT, COMPLETE, TODAY, World, country, world

__all__ = ["country", "world"]


def changed(**parts: object) -> Content:
    return replace(COMPLETE, **parts)  # type: ignore[arg-type]


def with_case(case: Handling) -> Content:
    return changed(channels=(Channel(1, (case,)),))


FREE = (Fee(0, "Đồng"),)
ONLINE = (Online("4", "2020-05-12", "", "1.000001.01", "dich-vu-vi-du"),)


def test_nothing_to_say_about_a_complete_one():
    assert findings(COMPLETE, TODAY) == ()


@pytest.mark.parametrize(
    ("told", "key", "stops"),
    [
        (changed(name=""), "name", True),
        (changed(steps=()), "steps", True),
        (changed(steps=(Steps("", (" ",)),)), "steps", True),
        (changed(channels=()), "channels", True),
        (changed(papers=()), "papers", True),
        (changed(papers=(Papers("", ()),)), "papers", True),
        (changed(sets=None), "sets", True),
        (changed(audiences=()), "audiences", True),
        (changed(implementing=()), "implementing", True),
        (changed(results=()), "results", True),
        (with_case(Handling(None, "", "", FREE)), "term", True),
        (with_case(Handling(5, "", "", FREE)), "term_unit", True),
        (with_case(Handling(5, "wd", "", (Fee(50_000),))), "fee_unit", True),
        (with_case(Handling(5, "wd")), "no_fee", False),
        (changed(field_name=""), "field", False),
        (changed(grounds=()), "no_ground", False),
        (changed(grounds=(*COMPLETE.grounds, Ground("9/2015", "Cũ", "", "", "2020-05-12"))), "dead_ground", False),
        (changed(papers=(Papers("", (Paper("Đơn", "", "Mẫu 01"),)),)), "form_file", False),
        (changed(papers=(Papers("", (Paper("Đơn", url="javascript:alert(1)"),)),)), "address", True),
        (changed(online=(Online("4", url="data:text/html,x"),)), "address", True),
        (changed(name="x" * 301), "long_name", False),
        (changed(steps=(Steps("", ("x" * 4001,)),)), "long_step", False),
        (changed(steps=(Steps("", ("Nộp hồ sơ.", "nop ho so.")),)), "duplicate", False),
        (changed(channels=(*COMPLETE.channels, COMPLETE.channels[0])), "duplicate", False),
        (changed(audiences=("nobody",)), "unknown_word", True),
        (changed(unconfirmed=("steps",)), "unconfirmed", False),
        (changed(online=ONLINE), "no_service", False),
        (changed(channels=COMPLETE.channels[:1], online=(Online("4", url="https://x.example"),)), "online_channel",
         False),
    ],
)  # fmt: skip
def test_each_rule(told, key, stops):
    found = findings(told, TODAY)
    assert keys(found) == [key]
    assert found[0].stops == stops
    assert key in NAMES
    assert found[0].text.endswith(".")


@pytest.mark.parametrize(
    "told",
    [
        with_case(Handling(None, "", "Ngay khi nhận đủ hồ sơ.", FREE)),
        with_case(Handling(5, "wd", "", (Fee(None, "", "Theo Thông tư của Bộ Tài chính."),))),
        changed(steps=(Steps("Cấp mới", ("Nộp hồ sơ.",)), Steps("Cấp lại", ("Nộp hồ sơ.",)))),
        changed(grounds=(Ground("9/2015", "Còn", "", "", "2020-05-13"),)),
        changed(online=(Online("2", "2020-05-12"),)),
        changed(online=(Online("4", "2020-05-13"),)),
        changed(online=(Online("4", url="https://x.example"),)),
        changed(name="x" * 300),
    ],
)
def test_what_is_good(told: Content):
    assert findings(told, TODAY) == ()


def test_a_service_that_is_there():
    assert findings(changed(online=ONLINE), TODAY, services={"dich-vu-vi-du"}) == ()


def test_only_dead_grounds():
    told = changed(grounds=(Ground("9/2015", "Cũ", "", "", "2020-01-01"),))
    assert keys(findings(told, TODAY)) == ["dead_ground", "no_ground"]
    assert findings(told, date(2019, 12, 31)) == ()


@pytest.mark.django_db
def test_kept_with_the_version_and_twins_named(world: World):
    first = world.entered("1.000001")
    assert first.findings == []
    twin = world.entered("1.000002", replace(COMPLETE, name="CẤP GIẤY XÁC NHẬN VÍ DỤ", grounds=()))
    assert set(twin.findings) == {"no_ground", "twin"}
    entering.edit(twin.pk, replace(COMPLETE, name="Tên khác", grounds=()), by=world.actor("enterer"), at=AT)
    assert ProcedureVersion.objects.get(pk=twin.pk).findings == ["no_ground"]


@pytest.mark.django_db
def test_each_night_it_is_judged_anew(world: World, django_assert_max_num_queries):
    """A ground that ends makes a public version worth mending; what was published stays as it is."""
    ending = replace(COMPLETE, grounds=(Ground("9/2015", "Cũ", "", "", "2020-06-01"),))
    public = world.published("1.000001", ending)
    world.entered("1.000002", replace(COMPLETE, name="Tên khác"))
    assert judging.judge_all(at=AT) == 0
    june = datetime(2020, 6, 1, 1, tzinfo=VIETNAM)
    with django_assert_max_num_queries(12):
        assert judging.judge_all(at=june) == 1
    assert ProcedureVersion.objects.get(pk=public.pk).findings == ["dead_ground", "no_ground"]
    assert judging.judge_all(at=june) == 0
