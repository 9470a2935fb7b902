"""The writes of the room: each a thing that a person can do, in one transaction."""

from motcua.dossiers.commands.drafts import add_paper, begin, discard, remove_paper, save_answers
from motcua.dossiers.commands.filing import keep_reply, submit, supplement, withdraw
from motcua.dossiers.commands.handling import act, annotate, confirm_rows, put_off, strike_rows
from motcua.dossiers.commands.lists import clear_list, remove_row, save_row, upload_list

__all__ = [
    "act",
    "add_paper",
    "annotate",
    "begin",
    "clear_list",
    "confirm_rows",
    "discard",
    "keep_reply",
    "put_off",
    "remove_paper",
    "remove_row",
    "save_answers",
    "save_row",
    "strike_rows",
    "submit",
    "supplement",
    "upload_list",
    "withdraw",
]
