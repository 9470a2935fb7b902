from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines
from lxml import html

from motcua.shell import clock


@pytest.fixture
def alone(settings) -> None:
    """The shell without the rooms above it."""
    settings.ROOT_URLCONF = "tests.shell.urls"


@pytest.fixture
def environment(alone) -> Any:
    return engines["jinja2"].env


@pytest.fixture
def make(environment) -> Callable[..., Any]:
    """Render a piece of template with the shell's macros; out comes an lxml element around it."""

    def rendered(piece: str, **context: Any) -> Any:
        names = {
            "at": clock.now(),
            "actor": None,
            "training": False,
            "demo": False,
            "session_seconds": 0,
            "csrf_input": "",
        }
        source = (
            '{% from "shell/forms.html" import error_summary, field, csrf with context %}'
            '{% from "shell/components.html" import back_link, track, holder, light, summary, timeline, pager, empty, '
            "save_state, identity_bar, figure with context %}" + piece
        )
        return html.fragment_fromstring(
            environment.from_string(source).render(**(names | context)), create_parent="div"
        )

    return rendered
