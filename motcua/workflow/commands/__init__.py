"""What can be done to a run: opened, held, moved on, stopped for the applicant, withdrawn, put off; opinions on it.

Each act locks the case row first (docs/locking.md), looks at its one open turn, changes it, writes the journal.
"""

from motcua.workflow.commands.asking import give_opinion
from motcua.workflow.commands.clock import pause, put_off, resume
from motcua.workflow.commands.holding import assign, claim, hold, release
from motcua.workflow.commands.inside import back_inside, pass_inside
from motcua.workflow.commands.moving import take, withdraw
from motcua.workflow.commands.opening import open_case
from motcua.workflow.commands.run import expect_turn
from motcua.workflow.queries import step_of

__all__ = [
    "assign",
    "back_inside",
    "claim",
    "expect_turn",
    "give_opinion",
    "hold",
    "open_case",
    "pass_inside",
    "pause",
    "put_off",
    "release",
    "resume",
    "step_of",
    "take",
    "withdraw",
]
