"""The officers of a whole country: 60,000 places in its agencies and 200,000 rights that come down a real tree.

Rights are laid as the letters tell it: the centre gives to whole ministries and provinces, they to their own
administrators (level 1), those to the districts, departments and branches (level 2) and some communes (level 3), and
each administrator to those who work there. Everybody is invented and has numbers of their own, sealed and indexed.
Seven provinces have nobody at all, as in letter 3623/VPCP-KSTT.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.agencies.rules.rights import COVID, OFFICE, SUBSYSTEMS, SYSTEM, AdminLevel
from motcua.identity.models import Person
from motcua.kernel.text import fold
from motcua.shell.vault import blind_all, seal

PERSON, PLACE = 64_000_000, 65_000_000
BARE = ("H26", "H16", "H25", "H23", "H31", "H44", "H58")  # identifiers of the seven provinces

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_MIDDLES = ("Văn", "Thị", "Đức", "Ngọc", "Quốc", "Thử", "Ví", "Hữu")
_GIVEN = ("Mẫu", "Thử", "Dụ", "Nghiệm", "Nháp", "Giả", "Tập", "Luyện", "Ảo", "Mô", "Phỏng", "Hình")
# How many work in an agency of a role and level; whoever is left over goes to the districts.
_STAFF: Mapping[tuple[str, str], int] = {
    ("government_office", "central"): 60, ("ministry", "central"): 60, ("social_insurance", "central"): 40,
    ("policy_bank", "central"): 40, ("committee", "province"): 40, ("department", "province"): 8,
    ("social_insurance", "province"): 16, ("policy_bank", "province"): 12, ("committee", "district"): 16,
    ("social_insurance", "district"): 8, ("policy_bank", "district"): 4, ("committee", "commune"): 2,
}  # fmt: skip

_SEATS = """
CREATE TEMP TABLE seat ON COMMIT DROP AS
WITH staff (role, level, many) AS (SELECT * FROM unnest(%(roles)s::text[], %(levels)s::text[], %(many)s::int[])),
fixed AS (
  SELECT a.id, a.path, a.role, a.level, n FROM agencies_agency a JOIN staff s USING (role, level)
  CROSS JOIN LATERAL generate_series(1, s.many) AS n
  WHERE a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
), more AS (
  SELECT a.id, a.path, a.role, a.level, 1000 + n AS n FROM agencies_agency a CROSS JOIN generate_series(1, 20) AS n
  WHERE a.role = 'committee' AND a.level = 'district'
    AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
)
SELECT row_number() OVER (ORDER BY n > 1000, n, depth, id) AS k, id AS agency, path, role, level, n
FROM (SELECT *, length(path) - length(replace(path, '/', '')) AS depth
      FROM (SELECT * FROM fixed UNION ALL SELECT * FROM more) AS seats) AS everybody
ORDER BY n > 1000, n, depth, id LIMIT %(count)s
"""
_PEOPLE = """
INSERT INTO identity_person ({columns})
SELECT {values} FROM identity_person t CROSS JOIN bench_person p WHERE t.id = %s
"""
_NUMBERS = """
INSERT INTO identity_idnumber (person_id, sealed, index, since)
SELECT %(first)s + k, id_sealed, id_index, %(at)s FROM bench_person
"""
_PLACES = """
INSERT INTO agencies_membership (id, person_id, agency_id, title, office, active, since, name_fold)
SELECT %(place)s + k, %(person)s + k, agency, CASE WHEN n <= 3 THEN 'Trưởng phòng' ELSE 'Chuyên viên' END,
       'Phòng Mẫu ' || (n %% 7 + 1), k %% 97 <> 0, %(on)s::date - 30,
       (SELECT name_fold FROM identity_person WHERE id = %(person)s + k)
FROM seat
"""
# An administrator of `level` for each of the `first` … `last` people of the chosen agencies. What they pass on comes
# from a right of the nearest level above whose scope holds theirs.
_ADMINS = """
WITH given AS (
  SELECT s.k, s.agency, s.path, r.subsystem, r."right", r.level
  FROM seat s CROSS JOIN unnest(%(subsystems)s::text[], %(rights)s::text[], %(levels)s::int[])
    AS r (subsystem, "right", level)
  WHERE s.n BETWEEN %(first)s AND %(last)s AND {which} AND split_part(s.path, '/', 2) <> ALL(%(bare)s)
), carrier AS (
  SELECT DISTINCT ON (scope_id, subsystem, "right") id, scope_id, subsystem, "right"
  FROM agencies_grant WHERE level = %(above)s ORDER BY scope_id, subsystem, "right", id
)
INSERT INTO agencies_grant (membership_id, subsystem, "right", scope_id, level, since, falls, reason, given_at,
                            approved_at, ended_why, under_id, used_on)
SELECT %(place)s + g.k, g.subsystem, g."right", {scope}, g.level, %(on)s::date - 20, g.level IS NOT NULL, '', %(at)s,
       %(at)s, '', c.id, CASE WHEN g.k %% 3 = 0 THEN %(on)s::date - (g.k %% 20)::int END
FROM given g LEFT JOIN carrier c ON c.subsystem = g.subsystem AND c."right" = g."right"
  AND coalesce(c.scope_id, 0) = coalesce({carrier}, 0)
WHERE c.id IS NOT NULL OR %(above)s < 0
"""
# The nearest administrator above each agency, of each right.
_CARRIERS = """
CREATE TEMP TABLE carrier ON COMMIT DROP AS
WITH given AS (
  SELECT DISTINCT ON (scope_id, subsystem, "right") id, scope_id, subsystem, "right"
  FROM agencies_grant WHERE level > 0 ORDER BY scope_id, subsystem, "right", level DESC, id
)
SELECT DISTINCT ON (a.id, g.subsystem, g."right") a.id AS agency, g.subsystem, g."right", g.id AS under
FROM agencies_agency a
CROSS JOIN unnest(string_to_array(trim(both '/' FROM a.path), '/')::bigint[]) WITH ORDINALITY AS up (id, depth)
JOIN given g ON g.scope_id = up.id
ORDER BY a.id, g.subsystem, g."right", up.depth DESC
"""
_OFFICERS = """
WITH wanted AS (
  SELECT s.k, s.agency, s.path, r.subsystem, r."right", r.turn
  FROM seat s CROSS JOIN unnest(%(subsystems)s::text[], %(rights)s::text[], %(turns)s::int[])
    AS r (subsystem, "right", turn)
  WHERE s.n > 3 OR s.level = 'commune' OR s.role <> 'committee' AND s.n > 2
), carried AS (
  SELECT w.*, c.under, row_number() OVER (ORDER BY w.turn, w.k) AS place
  FROM wanted w JOIN carrier c USING (agency, subsystem, "right")
)
INSERT INTO agencies_grant (membership_id, subsystem, "right", services, scope_id, since, falls, reason, given_at,
                            approved_at, ended_at, ended_why, under_id, used_on)
SELECT %(place)s + k, subsystem, "right", CASE WHEN subsystem = 'covid' AND k %% 5 = 0 THEN %(services)s::text[] END,
       agency, %(on)s::date - 10, false, '', %(at)s, %(at)s, CASE WHEN k %% 29 = 0 THEN %(at)s::timestamptz END,
       CASE WHEN k %% 29 = 0 THEN 'Chuyển công tác.' ELSE '' END, under,
       CASE WHEN k %% 4 = 0 THEN %(on)s::date - (k %% 10)::int END
FROM carried WHERE place <= %(left)s
"""


@dataclass(frozen=True)
class Country:
    """`people` and `grants` as asked; person k is `PERSON + k` and works as `PLACE + k`."""

    people: int
    grants: int


def name(k: int) -> str:
    """Of person k: some twelve thousand names, as evenly spread as real ones are not."""
    family, rest = k % len(_FAMILIES), k // len(_FAMILIES)
    middle, rest = rest % len(_MIDDLES), rest // len(_MIDDLES)
    first, second = rest % len(_GIVEN), rest // len(_GIVEN) % len(_GIVEN)
    return " ".join(dict.fromkeys((_FAMILIES[family], _MIDDLES[middle], _GIVEN[first], _GIVEN[second])))


def id_number(k: int) -> str:
    return f"0530{k:08d}"


def phone(k: int) -> str:
    """In E.164."""
    return f"+8491{1_000_000 + k:07d}"


@transaction.atomic
def build(model: int, people: int = 60_000, grants: int = 200_000, *, at: datetime) -> Country:
    """`people` like the person `model`, placed in the loaded agencies, and `grants` rights of theirs."""
    on = at.date()
    _people(model, people, at=at)
    staff: dict[str, Any] = {
        "roles": [r for r, _ in _STAFF],
        "levels": [level for _, level in _STAFF],
        "many": [*_STAFF.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # what was just written has no statistics
        cursor.execute(_SEATS, {**staff, "on": on, "count": people})
        cursor.execute("ANALYZE seat")
        cursor.execute(_PLACES, {"place": PLACE, "person": PERSON, "on": on})
        cursor.execute(
            "SELECT id::text FROM agencies_agency WHERE identifier = ANY(%s) AND parent_id IS NULL", [list(BARE)]
        )
        bare = [pk for (pk,) in cursor.fetchall()]
        values: dict[str, Any] = {"place": PLACE, "on": on, "at": at, "bare": bare}
        for which, scope, carrier, first, last, level, above in _stages():
            cursor.execute(
                _ADMINS.format(which=which, scope=scope, carrier=carrier),
                {**values, **_bundle(level), "first": first, "last": last, "above": above},
            )
            cursor.execute("ANALYZE agencies_grant")
        cursor.execute(_CARRIERS)
        cursor.execute("ANALYZE carrier")
        cursor.execute("SELECT count(*) FROM agencies_grant WHERE membership_id > %s", [PLACE])
        left = grants - cursor.fetchone()[0]
        cursor.execute(_OFFICERS, {**values, **_working(), "services": ["tam-hoan-hop-dong"], "left": left})
    return Country(people, grants)


def _stages() -> Iterator[tuple[str, str, str, int, int, AdminLevel, int]]:
    """(which seats, scope, scope of the carrier, first and last of the people there, level, level above)."""
    body = "split_part(g.path, '/', 2)::bigint"
    top = "s.path ~ '^/[0-9]+/$'"
    below = "s.level <> 'commune' AND s.path ~ '^/[0-9]+/[0-9]+/'"
    third = "s.level = 'commune' AND s.agency %% 4 = 0"
    parent = "reverse(split_part(reverse(g.path), '/', 3))::bigint"
    yield "s.role = 'government_office'", "NULL::bigint", "NULL::bigint", 1, 6, AdminLevel.NATIONAL, -1
    yield f"{top} AND s.role <> 'government_office'", "g.agency", "NULL::bigint", 1, 3, AdminLevel.SENIOR, 0
    yield f"{top} AND s.role <> 'government_office'", "g.agency", "g.agency", 4, 6, AdminLevel.FIRST, 1
    yield below, "g.agency", body, 1, 2, AdminLevel.SECOND, 2
    yield third, "g.agency", parent, 1, 1, AdminLevel.THIRD, 3


def _bundle(level: AdminLevel) -> dict[str, list[str] | list[int | None]]:
    """What makes an administrator of Covid support and signing, as (subsystem, right, level); at the top, of all."""
    kept = SUBSYSTEMS if level == AdminLevel.NATIONAL else (SYSTEM, COVID, OFFICE)
    passed: list[tuple[str, str, int | None]] = [
        (key, right, int(level))
        for key in kept
        for right in SUBSYSTEMS[key].rights
        if key != SYSTEM or level == AdminLevel.NATIONAL or right in ("users", "journal", "units")
    ]
    rows = [*passed, *((SYSTEM, right, None) for right in ("users", "journal"))]
    return {"subsystems": [r[0] for r in rows], "rights": [r[1] for r in rows], "levels": [r[2] for r in rows]}


def _working() -> dict[str, list[str] | list[int]]:
    """First somebody to process everywhere, then to look on and to sign, until the rights are used up."""
    rows = [(COVID, "process", 1), (COVID, "view", 2), (OFFICE, "decide", 3), (OFFICE, "counter", 4)]
    return {"subsystems": [r[0] for r in rows], "rights": [r[1] for r in rows], "turns": [r[2] for r in rows]}


def _people(model: int, people: int, *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_person (k int, name text, fold text, id_sealed bytea, id_index bytea, "
            "phone_sealed bytea, phone_index bytea) ON COMMIT DROP"
        )
        every = range(1, people + 1)
        ids, phones = [id_number(k) for k in every], [phone(k) for k in every]
        blinds = zip(blind_all(ids, purpose="id"), blind_all(phones, purpose="phone"), strict=True)
        with cursor.copy("COPY bench_person FROM STDIN") as copy:
            for k, number, call, (id_index, phone_index) in zip(every, ids, phones, blinds, strict=True):
                sealed = seal(number, purpose="person.id"), seal(call, purpose="person.phone")
                copy.write_row((k, name(k), fold(name(k)), sealed[0], id_index, sealed[1], phone_index))
        own = {
            "id": f"{PERSON} + p.k", "subject": "gen_random_uuid()", "name": "p.name", "name_fold": "p.fold",
            "id_number_sealed": "p.id_sealed", "id_number_index": "p.id_index", "phone_sealed": "p.phone_sealed",
            "phone_index": "p.phone_index", "capacity": "''", "last_login": "t.joined_at",
        }  # fmt: skip
        columns = [str(field.column) for field in Person._meta.concrete_fields]  # noqa: SLF001
        named = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(own.get(column, f't."{column}"') for column in columns)
        cursor.execute(_PEOPLE.format(columns=named, values=values), [model])
        cursor.execute(_NUMBERS, {"first": PERSON, "at": at})
