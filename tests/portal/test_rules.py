from datetime import datetime

import pytest

from motcua.portal.rules import Figures, Light, light, tidy_code

AT = datetime(2020, 5, 12, 8, 0)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 000.00.00.h48-200512-0001 ", "000.00.00.H48-200512-0001"),
        ("H48 - 200512 - 0001", "H48-200512-0001"),
        ("H48–200512‑0001", "H48-200512-0001"),
        ("", ""),
    ],
)
def test_codes_as_they_are_typed(typed, code):
    assert tidy_code(typed) == code


@pytest.mark.parametrize(
    ("due", "left", "shown"),
    [
        (datetime(2020, 5, 15, 8), 3, Light("ok", 3)),
        (datetime(2020, 5, 13, 8), 1, Light("soon", 1)),
        (datetime(2020, 5, 12, 8), 0, Light("soon", 0)),
        (datetime(2020, 5, 12, 7, 59), -1, Light("late", 1)),
    ],
)
def test_light(due, left, shown):
    assert light(AT, due, left) == shown


@pytest.mark.parametrize(("decided", "in_time", "share"), [(0, 0, None), (4, 4, 1.0), (4, 3, 0.75)])
def test_share_in_time(decided, in_time, share):
    assert Figures(open=1, decided=decided, in_time=in_time, silent=0).share_in_time == share
