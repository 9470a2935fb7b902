"""The writes of the room: texts, handing in, deciding, trying."""

from motcua.authoring.commands.deciding import give_back, publish
from motcua.authoring.commands.trying import clear_trial, keep_trial
from motcua.authoring.commands.writing import begin, follow_up, rewrite, submit, take_back, withdraw

__all__ = [
    "begin",
    "clear_trial",
    "follow_up",
    "give_back",
    "keep_trial",
    "publish",
    "rewrite",
    "submit",
    "take_back",
    "withdraw",
]
