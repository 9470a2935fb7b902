"""Sealing anew what older keys of the ring sealed, while the portal runs; and which keys are in use.

A row is read and written in one short transaction under its lock, so that nothing that the portal writes meanwhile is
lost; rows that the portal holds at the moment are passed over and come in the next round. What is under the active key
already is not touched: the command may be stopped and begun again at will.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import connection, transaction

from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM
from motcua.notices.rules import PURPOSES
from motcua.shell.clock import now
from motcua.shell.vault import active_key, seal, unseal

BATCH = 500
_PAUSE = 0.2  # seconds before what was locked is tried again
_ROUNDS = 100


@dataclass(frozen=True)
class Place:
    """Where sealed values lie. `purpose` is theirs, or says for each value of the column `by` which it is.

    `key` of a JSON column: the value is base64 text under it, in rows of that `kind`.
    """

    table: str
    column: str
    purpose: str | Mapping[str, str]
    by: str = ""
    pk: tuple[str, ...] = ("id",)
    key: str = ""
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" + (f"[{self.key}]" if self.key else "")

    @property
    def blob(self) -> str:
        """The sealed bytes, in SQL."""
        return f"decode(t.{self.column}->>'{self.key}', 'base64')" if self.key else f"t.{self.column}"

    @property
    def changed(self) -> str:
        """The column's value with new bytes `v.blob`, in SQL."""
        if not self.key:
            return "v.blob"
        return (
            f"jsonb_set(t.{self.column}, '{{{self.key}}}', to_jsonb(translate(encode(v.blob, 'base64'), E'\\n', '')))"
        )

    @property
    def those(self) -> str:
        """The rows that have a value, in SQL."""
        return f"t.type = '{self.kind}' AND {self.blob} IS NOT NULL" if self.kind else f"{self.blob} IS NOT NULL"

    def purpose_of(self, row: Mapping[str, Any]) -> str:
        return self.purpose if isinstance(self.purpose, str) else self.purpose[row["by"]]


# Every column of the portal that holds sealed values: tests/house/test_sealed.py looks that none is missing.
PLACES = (
    Place("identity_person", "id_number_sealed", "person.id"),
    Place("identity_person", "phone_sealed", "person.phone"),
    Place("identity_person", "birth_date_sealed", "person.birth"),
    Place("identity_idnumber", "sealed", "person.id"),
    Place("identity_formerphone", "sealed", "person.phone"),
    Place("identity_onetimecode", "phone_sealed", "person.phone"),
    Place("mfa_authenticator", "data", "mfa", key="secret", kind="totp"),
    Place("mfa_authenticator", "data", "mfa", key="seed", kind="recovery_codes"),
    Place("openid_signingkey", "pem_sealed", "openid.key"),
    Place("notices_delivery", "to_sealed", PURPOSES, by="channel"),
    Place("documents_document", "data_sealed", "document"),
    Place("dossiers_dossier", "answers_sealed", "answers"),
    Place("dossiers_dossier", "findings_sealed", "answers"),
    Place("dossiers_row", "sealed", "row", pk=("dossier_id", "n")),
    Place("dossiers_keptanswer", "sealed", "kept"),
    Place("administration_rosterline", "sealed", "roster"),
    Place("administration_invitation", "sealed", "invitation"),
    Place("authoring_trial", "answers_sealed", "trial"),
)


@dataclass(frozen=True)
class Step:
    """After a batch: `changed` values more, so that `done` of `total` that had to be are under the active key now."""

    place: Place
    done: int
    total: int
    changed: int = 0


@dataclass(frozen=True)
class Use:
    """Which keys sealed the values of a place (number → how many), and the rows whose value no key opens."""

    place: Place
    keys: Mapping[int, int]
    broken: tuple[str, ...]


class StillLocked(Exception):  # noqa: N818 - what it says
    """Somebody held rows all the time. Begin again; nothing is lost."""


def rotate(places: Sequence[Place] = PLACES, *, batch: int = BATCH) -> Iterator[Step]:
    """Seal anew, place by place. Values that no key of the ring opens stay as they are: `check` names them.

    Raises StillLocked.
    """
    for place in places:
        total, done = _count(place), 0
        yield Step(place, 0, total)
        for _ in range(_ROUNDS):
            for changed in _round(place, batch):
                done += changed
                yield Step(place, done, max(total, done), changed)
            if not _openable_left(place, batch):
                break
            time.sleep(_PAUSE)
        else:
            raise StillLocked(str(place))


def check(places: Sequence[Place] = PLACES, *, batch: int = 5000) -> Iterator[Use]:
    """Open everything. An old key may leave the ring when no place names it."""
    for place in places:
        keys: Counter[int] = Counter()
        broken: list[str] = []
        for rows in _pages(place, batch, where="true", lock=""):
            for row in rows:
                keys[row["blob"][1]] += 1
                if _opened(place, row) is None:
                    broken.append(f"{place} {_name(place, row)}")
        yield Use(place, dict(keys), tuple(broken))


def _round(place: Place, batch: int) -> Iterator[int]:
    """Once through the table; after each transaction, how many values were sealed anew."""
    last: tuple[int, ...] | None = (0,) * len(place.pk)
    while last:
        changed, last = _batch(place, last, batch)
        yield changed


@transaction.atomic
def _batch(place: Place, last: tuple[int, ...], batch: int) -> tuple[int, tuple[int, ...] | None]:
    """The rows after `last`: how many were sealed anew, and which was the last of them; None when there was none."""
    rows = _read(place, last, batch, where=_stale(), lock="FOR NO KEY UPDATE OF t SKIP LOCKED")
    if not rows:
        return 0, None
    return _write(place, rows), tuple(rows[-1][name] for name in place.pk)


def _write(place: Place, rows: Sequence[Mapping[str, Any]]) -> int:
    opened = [(row, text) for row in rows if (text := _opened(place, row)) is not None]
    blobs = [seal(text, purpose=place.purpose_of(row)) for row, text in opened]
    columns = [[row[name] for row, _ in opened] for name in place.pk]
    given = ", ".join(["%s::bigint[]"] * len(place.pk))
    same = " AND ".join(f"t.{name} = v.{name}" for name in place.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {place.table} t SET {place.column} = {place.changed} "  # noqa: S608 - our own names
            f"FROM unnest({given}, %s::bytea[]) AS v ({', '.join(place.pk)}, blob) WHERE {same}",
            [*columns, blobs],
        )
        return int(cursor.rowcount)


def _openable_left(place: Place, batch: int) -> bool:
    """Is there still a value of an older key that could be sealed anew?"""
    pages = _pages(place, batch, where=_stale(), lock="")
    return any(_opened(place, row) is not None for rows in pages for row in rows)


def _pages(place: Place, batch: int, *, where: str, lock: str) -> Iterator[list[dict[str, Any]]]:
    last: tuple[int, ...] = (0,) * len(place.pk)
    while rows := _read(place, last, batch, where=where, lock=lock):
        yield rows
        last = tuple(rows[-1][name] for name in place.pk)


def _read(place: Place, last: tuple[int, ...], batch: int, *, where: str, lock: str) -> list[dict[str, Any]]:
    """The next rows in the order of the primary key: its columns, `blob` and `by`."""
    pk = ", ".join(f"t.{name}" for name in place.pk)
    after = f"({pk}) > ({', '.join(['%s'] * len(last))})"
    by = f"t.{place.by}" if place.by else "''"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {pk}, {place.blob}, {by} FROM {place.table} t "  # noqa: S608 - our own names
            f"WHERE {after} AND {place.those} AND {where.format(blob=place.blob)} ORDER BY {pk} LIMIT {batch} {lock}",
            list(last),
        )
        names = (*place.pk, "blob", "by")
        return [dict(zip(names, row, strict=True)) | {"blob": bytes(row[-2])} for row in cursor.fetchall()]


def _count(place: Place) -> int:
    stale = _stale().format(blob=place.blob)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {place.table} t WHERE {place.those} AND {stale}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _stale() -> str:
    """The second byte of a sealed value is its key's number."""
    return f"get_byte({{blob}}, 1) <> {active_key()}"


def _opened(place: Place, row: Mapping[str, Any]) -> str | None:
    try:
        return unseal(row["blob"], purpose=place.purpose_of(row))
    except (KeyError, InvalidTag, ValueError):
        return None


def _name(place: Place, row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={row[name]}" for name in place.pk)


def told_rotate(*, batch: int) -> bool:
    """Rotate, saying how it goes. False when it must be begun again, or something is left that no key opens."""
    began = time.monotonic()
    changed = 0
    try:
        for step in rotate(batch=batch):
            print(f"{step.place}: {step.done} / {step.total}", flush=True)
            changed += step.changed
    except StillLocked as held:
        print(f"{held}: rows are locked all the time. Begin again.", file=sys.stderr)
        return False
    if changed:
        record("vault.rotated", "vault", by=SYSTEM, at=now(), key=active_key(), values=changed)
    left = sum(_count(place) for place in PLACES)
    print(f"{changed} values are sealed with key {active_key()} now, {left} with another ({_since(began)}).")
    return not left


def told_check() -> bool:
    """Say which keys are in use. True when it is the active one alone, and everything opens."""
    began, keys, broken = time.monotonic(), Counter[int](), 0
    for use in check():
        print(f"{use.place}: {', '.join(f'key {key}: {n}' for key, n in sorted(use.keys.items())) or 'nothing'}")
        for row in use.broken:
            print(f"cannot be opened: {row}", file=sys.stderr)
        keys.update(use.keys)
        broken += len(use.broken)
    others = sorted(keys.keys() - {active_key()})
    said = f"needed besides key {active_key()}: {', '.join(map(str, others))}" if others else "no other key is needed"
    print(f"{keys.total()} values, {broken} cannot be opened; {said} ({_since(began)}).")
    return not others and not broken


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
