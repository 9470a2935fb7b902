"""The flow that a run follows, read once per process."""

import json
from functools import lru_cache

from motcua.workflow import rules
from motcua.workflow.models import Case, Flow, Turn


def flow_of(case: Case) -> rules.Flow:
    """The flow that the case runs. Read once per process: its digest names its content."""
    return flow(case.flow_id)


def step_of(turn: Turn) -> rules.Step:
    """The step at which a turn is or was."""
    return flow_of(turn.case).steps[turn.step]


@lru_cache(maxsize=256)
def parsed(content: str) -> rules.Flow:
    """The flow in a JSON text. Raises Invalid."""
    return rules.parse(json.loads(content))


@lru_cache(maxsize=256)
def flow(digest: str) -> rules.Flow:
    return parsed(Flow.objects.values_list("content", flat=True).get(pk=digest))
