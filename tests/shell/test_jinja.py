from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

MACRO = "{% macro m() %}{% if caller %}{{ caller() }}{% endif %}|{% endmacro %}"
MOMENT = datetime(2020, 5, 12, 1, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    "piece",
    [
        "{{ unknown }}",
        "{{ unknown.deeper }}",
        "{% if unknown %}x{% endif %}",
        "{% for x in unknown %}x{% endfor %}",
        "{{ unknown | upper }}",
        "{{ 'a' ~ unknown }}",
        "{{ unknown() }}",
        "{% macro m(a) %}{{ b }}{% endmacro %}{{ m(1) }}",
    ],
)
def test_an_unknown_name_fails(environment, piece):
    with pytest.raises(UndefinedError):
        environment.from_string(piece).render()


@pytest.mark.parametrize(
    ("piece", "out"),
    [
        ("[{{ known.absent }}]", "[]"),
        ("[{{ known.absent.deeper }}]", "[]"),
        ("[{% if known.absent %}x{% endif %}]", "[]"),
        ("[{% for x in known.absent %}x{% endfor %}]", "[]"),
        ("[{{ 'x' if unknown is defined else 'none' }}]", "[none]"),
        ("[{{ known.here }}]", "[1]"),
        (f"{MACRO}{{{{ m() }}}}{{% call m() %}}x{{% endcall %}}", "|x|"),
    ],
)
def test_an_absent_key_is_empty(environment, piece, out):
    assert environment.from_string(piece).render(known={"here": 1}) == out


@pytest.mark.parametrize(
    ("piece", "out"),
    [
        ("{{ 1800000 | dong }}", "1.800.000 đ"),
        ("{{ 18204 | number }}", "18.204"),
        ("{{ 0.964 | percent }}", "96,4 %"),
        ("{{ 1.0 | percent }}", "100 %"),
        ("{{ 0.9996 | percent }}", "100 %"),
        ("{{ at | day }}", "12/05/2020"),
        ("{{ d | day }}", "03/02/2020"),
        ("{{ at | moment }}", "08:32, thứ Ba, 12/05/2020"),
        ("{{ at | training_moment }}", "thứ Ba, 12/05/2020, 08:32"),
        ("{{ at | clock_time }}", "08:32"),
        ("{{ '051100000821' | masked }}", "•••• 0821"),
        ("{{ '<b>' }}", "&lt;b&gt;"),
        (
            "{{ has_url('shell:alive') }} {{ has_url('no:such') }} {{ has_url('no:such', 'shell:alive') }}",
            "True False True",
        ),
        ("{{ url('shell:alive') }}", "/healthz"),
    ],
)
def test_filters_and_globals(environment, piece, out):
    assert environment.from_string(piece).render(at=MOMENT, d=date(2020, 2, 3)) == out
