"""What can be done to a run: opened, held, moved on, stopped for the applicant, withdrawn, put off.

Each act locks the case row first (docs/locking.md), looks at its one open turn, changes it, writes the journal.
"""

from motcua.workflow.commands.clock import pause, put_off, resume
from motcua.workflow.commands.holding import assign, claim, hold, release
from motcua.workflow.commands.moving import take, withdraw
from motcua.workflow.commands.opening import open_case
from motcua.workflow.commands.run import expect_turn
from motcua.workflow.queries import step_of

__all__ = [
    "assign",
    "claim",
    "expect_turn",
    "hold",
    "open_case",
    "pause",
    "put_off",
    "release",
    "resume",
    "step_of",
    "take",
    "withdraw",
]
