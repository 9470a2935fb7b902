"""The writes of the room: each a thing that a person can do, in one transaction."""

from motcua.dossiers.commands.charging import post_publicly, take_fee
from motcua.dossiers.commands.demanding import demand_paper, settle_demand
from motcua.dossiers.commands.drafts import (
    add_paper,
    begin,
    begin_for,
    consent,
    discard,
    remove_paper,
    save_answers,
)
from motcua.dossiers.commands.filing import keep_reply, submit, supplement, withdraw
from motcua.dossiers.commands.handling import act, annotate, confirm_rows, put_off, strike_rows
from motcua.dossiers.commands.keeping import forget, keep_answers, save_page, withdraw_keeping
from motcua.dossiers.commands.lists import clear_list, remove_row, save_row, upload_list

__all__ = [
    "act",
    "add_paper",
    "annotate",
    "begin",
    "begin_for",
    "clear_list",
    "confirm_rows",
    "consent",
    "demand_paper",
    "discard",
    "forget",
    "keep_answers",
    "keep_reply",
    "post_publicly",
    "put_off",
    "remove_paper",
    "remove_row",
    "save_answers",
    "save_page",
    "save_row",
    "settle_demand",
    "strike_rows",
    "submit",
    "supplement",
    "take_fee",
    "upload_list",
    "withdraw",
    "withdraw_keeping",
]
