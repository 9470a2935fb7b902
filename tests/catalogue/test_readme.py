"""services/README.md tells an official every word that a file may have."""

import re
from pathlib import Path

import pytest

from motcua.catalogue.rules import checking_asks, checking_flow, checking_steps, examples, words
from motcua.catalogue.rules.expression_functions import FUNCTIONS
from motcua.workflow.rules import LEVELS, ROLES

TEXT = (Path(__file__).parents[2] / "services" / "README.md").read_text(encoding="utf-8")
TOP = (
    "format", "slug", "subsystem", "name", "short_name", "procedure", "valid_from", "valid_to", "audience", "assurance",
    "place", "start", "legal", "eligibility", "sections", "papers", "lists", "flow", "issuer", "outputs", "statuses",
    "retention", "notices", "unconfirmed", "keywords", "en", "claim", "fees", "result", "forms", "ahead", "examples",
    "entitlement",
)  # fmt: skip


@pytest.mark.parametrize(
    "known",
    [
        TOP,
        (*words.QUESTION_KINDS, *words.COMPOSITES),
        words.COLUMN_KINDS,
        [*FUNCTIONS],
        [*LEVELS],
        [role.partition(":")[0] for role in ROLES],
        checking_flow._FLOW_KEYS,
        checking_flow._STEP_KEYS,
        checking_flow._ACTION_KEYS,
        checking_steps._POSTING_KEYS,
        checking_asks._ASK_KEYS,
        (*examples.EXAMPLE_KEYS, *examples.ACT_KEYS, *examples.EXPECTED_KEYS, examples.SUPPLEMENT),
    ],
    ids=[
        "top", "kinds", "columns", "functions", "levels", "roles", "flow", "step", "action", "posting", "asks",
        "examples",
    ],
)  # fmt: skip
def test_every_word_is_explained(known):
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", TEXT, flags=re.DOTALL))
    told = set(re.findall(r"[a-z_]+", code))
    assert sorted(set(known) - told) == []
