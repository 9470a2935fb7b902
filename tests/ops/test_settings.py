"""Production refuses to start half-configured."""

import os
import subprocess
import sys

import pytest

WHOLE = {
    "MOTCUA_MODE": "production",
    "MOTCUA_SECRET_KEY": "x" * 50,
    "MOTCUA_VAULT_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "MOTCUA_VAULT_INDEX_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "MOTCUA_HOSTS": "portal.example",
}


def started(tmp_path, changes):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    environment = plain | {"MOTCUA_VAR": str(tmp_path)} | WHOLE | changes
    given = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"], env=given, capture_output=True, text=True, check=False
    )


def test_a_whole_configuration_starts(tmp_path):
    assert started(tmp_path, {}).returncode == 0


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MOTCUA_SECRET_KEY": None}, "MOTCUA_SECRET_KEY"),
        ({"MOTCUA_SECRET_KEY": "short"}, "MOTCUA_SECRET_KEY"),
        ({"MOTCUA_SECRET_KEY": "not-secret-motcua_secret_key-not-secret-not-secret"}, "MOTCUA_SECRET_KEY"),
        ({"MOTCUA_VAULT_KEY": None}, "MOTCUA_VAULT_KEY"),
        ({"MOTCUA_VAULT_INDEX_KEY": None}, "MOTCUA_VAULT_INDEX_KEY"),
        ({"MOTCUA_HOSTS": None}, "MOTCUA_HOSTS"),
        ({"MOTCUA_HOSTS": "*"}, "MOTCUA_HOSTS"),
        ({"MOTCUA_DEBUG": "1"}, "MOTCUA_DEBUG"),
        ({"MOTCUA_CLOCK_START": "2020-05-12T08:00"}, "MOTCUA_CLOCK_START"),
    ],
)
def test_a_hole_is_named_and_refused(tmp_path, changes, named):
    result = started(tmp_path, changes)

    assert result.returncode != 0
    assert named in result.stderr
