"""Two million accounts, made in SQL after one that the portal's commands made, and what other portals hold of some.

Account k has the person 60000000 + k; its visit at another portal has the same digits at the end of its id, so that a
captured statement shows whose it is and can be replayed for any other. Indexes of numbers are random, as blind indexes
are; every `step`-th account has the real ones of a number of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from allauth.idp.oidc.models import Client, Token
from django.db import connection
from django.db.models import Model

from motcua.agencies.models import Membership
from motcua.identity.models import Device, IdNumber, Person
from motcua.identity.rules import devices
from motcua.kernel.actor import SYSTEM
from motcua.openid import commands, queries
from motcua.openid.models import Consent, Visit
from motcua.openid.provider import refreshing
from motcua.shell.vault import blind_all

PERSON = 60_000_000
KNOWN = 5_000
COOKIE = "benchbenchbenchbenchbenchbenchbenchbenchben"  # 43 characters: a device that everybody used before
SCOPES = ("openid", "profile", "phone", "vnconnect")

_COPY = "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, generate_series(1, %s) AS k WHERE t.id = %s"
_RANDOM = "substr(sha256(('{what} ' || k)::bytea), 1, 16)"
_REAL = """
UPDATE {table} t SET {column} = v.index FROM unnest(%s::bigint[], %s::bytea[]) AS v (id, index) WHERE t.id = v.id
"""


@dataclass(frozen=True)
class Accounts:
    """`known`: those that can be found by number or phone and can sign in. `refresh`: k → a refresh token, used once.

    Visits 1 to `visits` are there; those above the ones in `refresh` are for replays.
    """

    count: int
    known: Sequence[int]
    visits: int
    refresh: Mapping[int, str]
    client: str
    secret: str


def id_number(k: int) -> str:
    return f"0520{k:08d}"


def phone(k: int) -> str:
    """In E.164."""
    return f"+8490{1_000_000 + k:07d}"


def login(k: int) -> UUID:
    """The id of k's visit at the other portal."""
    return UUID(f"00000000-0000-4000-8000-{PERSON + k:012d}")


def bearer(k: int) -> str:
    return f"bench-token-{PERSON + k}"


def build(model: int, count: int, refreshes: int, *, at: datetime) -> Accounts:
    """`count` accounts like the person `model`, and visits at another portal for twice `refreshes` of them."""
    index = {"id_number_index": _RANDOM.format(what="id"), "phone_index": _RANDOM.format(what="phone")}
    own = {"id": f"{PERSON} + k", "subject": "gen_random_uuid()", "capacity": "''", "last_login": "t.joined_at"}
    _copies(Person, own | index, count, model)
    number = IdNumber.objects.filter(person=model).order_by("pk")[0].pk
    held = {"id": f"{PERSON} + k", "person_id": f"{PERSON} + k", "index": index["id_number_index"]}
    _copies(IdNumber, held, count, number)
    known = range(1, count + 1, max(1, count // KNOWN))
    _know(known)
    now = datetime.now(UTC)
    digest = devices.digest(COOKIE)
    Device.objects.bulk_create(
        Device(person_id=PERSON + k, digest=digest, name="Bench", first_at=at, last_at=at) for k in known
    )
    client, secret = _portal(at=at, now=now)
    refresh = _visits(client, refreshes * 2, refreshes, at=at, now=now)
    return Accounts(count, known, refreshes * 2, refresh, client.pk, secret)


def settle() -> None:
    """Let the database know what it holds now. Outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copies(model: type[Model], changes: Mapping[str, str], count: int, like: int) -> None:
    columns = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001
    values = ", ".join(changes.get(str(column), f't."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        sql = _COPY.format(table=model._meta.db_table, columns=named, values=values)  # noqa: SLF001
        cursor.execute(sql, [count, like])


def _know(known: Sequence[int]) -> None:
    pks = [PERSON + k for k in known]
    ids = blind_all(map(id_number, known), purpose="id")
    phones = blind_all(map(phone, known), purpose="phone")
    with connection.cursor() as cursor:
        for table, column, indexes in (
            ("identity_person", "id_number_index", ids), ("identity_idnumber", "index", ids),
            ("identity_person", "phone_index", phones),
        ):  # fmt: skip
            cursor.execute(_REAL.format(table=table, column=column), [pks, indexes])


def _portal(*, at: datetime, now: datetime) -> tuple[Client, str]:
    agency = Membership.objects.select_related("agency").order_by("pk")[0].agency
    setting = commands.Setting(name="Bench", redirect_uris=["https://bench.example/ve"], scopes=SCOPES)
    party, secret = commands.register(setting, agency, by=SYSTEM, at=at, now=now)
    return party.client, secret


def _visits(client: Client, count: int, refreshes: int, *, at: datetime, now: datetime) -> dict[int, str]:
    """Visits with an access and a refresh token each. Returns the refresh tokens of the first `refreshes` accounts."""
    sid, until = uuid4(), now + timedelta(hours=12)
    people = range(1, count + 1)
    Consent.objects.bulk_create(
        Consent(person_id=PERSON + k, client=client, scopes=list(SCOPES), capacities=["citizen"], given_at=at)
        for k in people
    )
    Visit.objects.bulk_create(
        Visit(
            pk=login(k), person_id=PERSON + k, client=client, sid=sid, acr=2, amr=["pwd"], auth_time=0,
            capacity="citizen", began_at=at,
        )
        for k in people
    )  # fmt: skip
    values = {k: refreshing.new(login(k), 0) for k in people}
    Token.objects.bulk_create(
        _token(kind, value, client, k, until, now=now)
        for k in people
        for kind, value in (("at", bearer(k)), ("rt", values[k]))
    )
    return {k: values[k] for k in range(1, refreshes + 1)}


def _token(kind: str, value: str, client: Client, k: int, until: datetime, *, now: datetime) -> Token:
    data = {"login": login(k).hex, "level": 2, "capacity": "citizen"}
    if kind == "rt":
        data |= {"serial": 0, "until": until.isoformat()}
    return Token(
        type=kind, hash=queries.digest(value), client=client, user_id=PERSON + k, data=data, created_at=now,
        expires_at=until, scopes="\n".join(SCOPES),
    )  # fmt: skip
