"""Rules of the house that imports cannot show, asked of every file, of rooms that are still to come too."""

import subprocess

import pytest

from tests.house import sources

EDGES = sources.files("views", "api", "jobs", "forms", "middleware", "context")
BELOW = sources.files("rules", "commands", "queries", "models")
TEMPLATES = sorted(path.relative_to(sources.ROOT) for path in sources.SOURCE.rglob("templates/**/*.html"))
KEPT = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=sources.ROOT, capture_output=True, text=True, check=True,
).stdout.splitlines()  # fmt: skip
PROGRAM = (".py", ".html", ".js", ".css", ".sh", ".sql")
CODE = [path for path in KEPT if path.endswith(PROGRAM) and "/migrations/" not in path]
TEXT = (*PROGRAM, ".md", ".toml", ".json", ".yaml", ".in", ".txt", "Makefile", "run")
TEXTS = [path for path in KEPT if path.endswith(TEXT)]


def read(path):
    file = sources.ROOT / path
    return file.read_text(encoding="utf-8") if file.exists() else ""  # removed, not yet in the index


@pytest.mark.parametrize("path", EDGES, ids=str)
def test_edges_leave_the_database_to_queries_and_commands(path):
    assert sources.orm_at_the_edge(read(path)) == []


@pytest.mark.parametrize("path", BELOW, ids=str)
def test_time_comes_from_outside(path):
    assert sources.clock_below_the_edge(read(path)) == []


@pytest.mark.parametrize("path", sources.files("commands"), ids=str)
def test_commands_say_what_they_do(path):
    assert sources.undocumented_commands(read(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_pages_hold_no_script_or_style(path):
    assert sources.inline_code(read(path)) == []


@pytest.mark.parametrize("path", CODE)
def test_no_file_is_long(path):
    assert sources.length(read(path)) == []


@pytest.mark.parametrize("path", TEXTS)
def test_nothing_names_a_machine_or_a_registry(path):
    assert sources.places(read(path)) == []


def test_every_room_is_asked():
    assert {"journal", "identity", "dossiers", "portal"} <= set(sources.ROOMS)
    assert {path.parts[1] for path in BELOW} >= {"journal", "identity", "dossiers"}
    assert {path.parts[1] for path in EDGES} >= {"journal", "identity", "dossiers", "portal"}
    assert TEMPLATES
    assert "motcua/journal/commands.py" in CODE


# ── each checker finds what was planted, and lets pass what is right ────────────────────────────────────────────────


@pytest.mark.parametrize(
    "planted",
    [
        "def view(request):\n    return Dossier.objects.get(pk=1)",
        "def view(request):\n    dossier.save()",
        "def view(request):\n    with transaction.atomic():\n        pass",
        "from django.db import connection",
        "from django.db import DatabaseError, connection",
        "from django.db.models import Q",
        "def job(n):\n    return Row.objects.bulk_create([])",
    ],
)
def test_an_edge_that_touches_the_database_is_found(planted):
    assert sources.orm_at_the_edge(planted) != []


@pytest.mark.parametrize(
    "sound",
    [
        "def view(request, code):\n    return queries.own_dossier(request.actor, code)",
        "request.session.save()",
        "from django.db import DatabaseError",
        "if TYPE_CHECKING:\n    from django.db.models import QuerySet",
    ],
)
def test_a_sound_edge_passes(sound):
    assert sources.orm_at_the_edge(sound) == []


@pytest.mark.parametrize(
    "planted",
    [
        "def f():\n    return datetime.now(UTC)",
        "def f():\n    return date.today()",
        "def f():\n    return timezone.now()",
        "at = models.DateTimeField(default=timezone.now)",
        "at = models.DateTimeField(auto_now_add=True)",
        "from motcua.shell import clock",
        "from motcua.shell.clock import now",
        "SQL = 'SELECT 1 WHERE due_at < now()'",
        'SQL = """\nSELECT CURRENT_DATE\n"""',
        "def f(n):\n    return f'{n} < clock_timestamp()'",
    ],
)
def test_a_clock_below_the_edge_is_found(planted):
    assert sources.clock_below_the_edge(planted) != []


@pytest.mark.parametrize(
    "sound",
    [
        "def f(*, at):\n    return at + timedelta(days=1)",
        'def f():\n    """Not now()."""',
        "from motcua.shell.clock import VIETNAM",
        "now = at",
    ],
)
def test_time_from_outside_passes(sound):
    assert sources.clock_below_the_edge(sound) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        '<script type="module">x</script>',
        "<style>p {}</style>",
        '<p class="x" style="color: red">',
        '<button onclick="go()">',
        '<div hx-on:click="go()">',
        '<a href="javascript:go()">',
        '{{ govukButton({"attributes": {"style": "color: red"}}) }}',
    ],
)
def test_inline_code_is_found(planted):
    assert sources.inline_code(f"<h1>Một Cửa</h1>\n{planted}") != []
    assert sources.inline_code(f"<h1>Một Cửa</h1>\n{planted}")[0][0] == 2


@pytest.mark.parametrize(
    "sound", ['<script src="{{ static("a.js") }}" defer></script>', '<p class="once on">style = x</p>']
)
def test_linked_code_passes(sound):
    assert sources.inline_code(sound) == []


def test_a_long_file_is_found():
    assert sources.length("x\n" * 400) == []
    assert sources.length("x\n" * 401) == [(401, "401 lines")]


def test_an_undocumented_command_is_found():
    text = "def submit(code):\n    pass\n\ndef _help():\n    pass\n\ndef take(code):\n    '''Takes.'''\n"
    assert sources.undocumented_commands(text) == [(1, "submit")]


PLACES = [
    "/wo" + "rk/main",
    "cd /ro" + "ot/x",
    "/ho" + "me/lan/x",
    "https://py" + "pi.org/x",
    "https://registry" + ".npmjs",
]


@pytest.mark.parametrize("planted", PLACES)
def test_machines_and_registries_are_found(planted):
    assert sources.places(f"first\n{planted}\n") == [(2, sources.places(planted)[0][1])]


@pytest.mark.parametrize("sound", ["src/root.py", "a/workshop/b", "https://vi.example/home/", "/usr/lib/postgresql"])
def test_other_paths_pass(sound):
    assert sources.places(sound) == []


def test_deferred_names_are_seen():
    text = 'defer("notices.deliver", id=1)\ndefer(\n    "files.scan")\nbill(then="dossiers.bill_settled")\ndefer(name)'
    assert sources.deferred_names(text) == {"notices.deliver", "files.scan", "dossiers.bill_settled"}
