"""The objects that addresses name, by kind and by whose they are; and for each kind one that is not there.

"mixed" is an own object outside with somebody else's inside it: a dossier of mine with the paper of another.
"""

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from motcua.administration.models import Invitation, Roster
from motcua.agencies.models import Agency, Succession, UnitChange
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import digest_of
from motcua.catalogue.commands import publish
from motcua.desk.models import SavedFilter
from motcua.documents.models import Document
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier, Keeping, KeptAnswer, Posting
from motcua.identity.commands import admit
from motcua.identity.models import Business, Person, RegisterCheck, Session
from motcua.journal.commands import seen
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM as PORTAL
from motcua.notices.models import Notice
from motcua.openid import commands as openid
from motcua.openid.commands.clients import Setting
from motcua.openid.models import Consent
from motcua.procedures.commands import entering
from motcua.procedures.models import AcceptanceOrder, Import, Procedure
from motcua.procedures.rules.content import Content
from motcua.shell.vault import seal_json
from motcua.territory.queries import unit_by_code
from motcua.transparency import commands as transparency
from motcua.transparency.models import Inquiry
from motcua.transparency.queries import view
from motcua.workflow.commands import pass_inside
from motcua.workflow.models import Opinion
from tests.authoring.samples import ROOF, SLUG
from tests.desk import asking
from tests.desk.conftest import turn_of
from tests.dossiers import household
from tests.dossiers.conftest import EARLY, LATER, NOON
from tests.house.matrix import at_counter, table
from tests.house.matrix.people import Settled
from tests.house.matrix.table import SENT
from tests.identity.factors import give_key

Objects = Mapping[str, Mapping[str, Mapping[str, Any]]]
_NONE = 999_999_999
PROVIDER = {
    "id": "buu-dien", "name": "Bưu điện Mẫu", "server_url": "http://127.0.0.1:9/", "client_id": "m", "secret": "s",
}  # fmt: skip


def objects(made: Settled) -> Objects:
    """Everything, made by the portal's own commands where it has some."""
    return {**_dossiers(made), **_accounts(made), **_views(made), **_clients(made), **_users(made), **_units(made),
            **_records(made), **_services(made), **_portal(), **at_counter.objects(made)}  # fmt: skip


def mixed(kind: str, objects: Objects, parameters: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]]:
    """The first's, with what is inside the second's, or nobody's; empty where an address names one thing only."""
    outer, *inner = _INSIDE.get(kind, ("",))
    inside = [name for name in inner if name in parameters]
    if not inside or outer not in parameters:
        return {}
    first, second = (objects[kind][family] for family in table.MIXED.get(kind, ("first", "second")))
    return {
        "mixed": {**first, **{name: second[name] for name in inside}},
        "gone": {**first, **dict.fromkeys(inside, _NONE)},
    }


_INSIDE = {
    "assisted": ("ref", "pk"), "filed for": ("ref", "pk"),
    "draft": ("ref", "pk"), "filed": ("ref", "pk"), "handled": ("code", "pk"), "handed in": ("code", "pk"),
    "business": ("pk", "person"), "unit": ("pk", "change", "successor"),
    "record": ("pk", "order"),
}  # fmt: skip


def _portal() -> Objects:
    return {
        "": {"": {}},
        "form": {"": {"kind": "focal", "ext": "xlsx"}},
        "queue": {"": {"which": "ca-don-vi"}},
        "service": {
            "known": {"slug": "tam-hoan-hop-dong", "key": "workers"}, "missing": {"slug": "khong-co", "key": "workers"},
        },
        "procedure": {"known": {"code": _procedure(), "n": 1}, "missing": {"code": "1.999999", "n": 1}},
        "part": {"known": {"n": 0}, "missing": {"n": 9}},
        "step": {"known": {"step": "giay-to"}, "missing": {"step": "khong-co"}},
        "provider": {"known": {"provider": PROVIDER["id"]}, "missing": {"provider": "khong-co"}},
    }  # fmt: skip


def _procedure() -> str:
    """Public since a day before."""
    owner = Agency.objects.get(identifier="H48")
    record = Procedure.objects.create(
        code="3.000181.000.00.00.H48", owner=owner, level="province", state="public", name="Mẫu", name_fold="mau"
    )
    record.versions.create(
        n=1, state="published", content={"name": "Mẫu"}, name="Mẫu", name_fold="mau", entered_at=NOON,
        published_at=NOON, valid_from=date(2020, 5, 1), public_from=date(2020, 5, 1),
    )  # fmt: skip
    return record.code


# ── dossiers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _dossiers(made: Settled) -> Objects:
    world = made.world
    drafts = {
        "first": world.draft(2),
        "second": world.draft(2, who="other"),
        "third": _of_citizen(made, world.draft(2)),
    }
    first = _handed_on(made, world.filed(2), "thu")
    home, world.unit = world.unit, unit_by_code("district", "534", NOON.date()).pk
    second = _handed_on(made, world.filed(2, who="other"), "ben2")
    world.unit = home
    third = _of_citizen(made, world.filed(2))
    filed = {"first": first, "second": second, "third": third}
    missing = {"ref": "khong-co-ho-so", "code": "H48-200512-9999", "pk": _NONE, **_PLACE}
    return {
        "draft": {**{family: _draft(one) for family, one in drafts.items()}, "missing": missing},
        "filed": {**{family: _filed(one) for family, one in filed.items()}, "missing": missing},
        "handled": {**{family: _handled(one) for family, one in filed.items()}, "missing": missing},
        "handed in": {**{family: _handed_in(one) for family, one in filed.items()}, "missing": missing},
        "kept": {**{family: _kept(one, family) for family, one in filed.items()}, "missing": {"name": "missing.name"}},
        "asking": {"first": _asking(made), "missing": {**missing, "key": "dossier_fee"}},
        "posting": {"known": {"pk": _posted(first)}, "missing": {"pk": _NONE}},
    }


_PLACE = {"section": "company", "page": "identity", "question": "no_funds", "n": 1, "action": "pass"}


def _handed_on(made: Settled, dossier: Dossier, by: str) -> Dossier:
    """From the district's insurance to its committee."""
    made.world.confirm(dossier, who=by)
    made.world.act(dossier, "pass", by)
    return dossier


def _asking(made: Settled) -> dict[str, Any]:
    """At the second of three parts of the committee's step, which asks the insurance, takes a fee, posts in public."""
    parts = "- {title: Trưởng phòng}\n        - {title: Lãnh đạo}"
    text = asking.text().replace("- {title: Lãnh đạo duyệt, power: decide, other_person: true}", parts)
    draft = made.world.draft(2)
    Dossier.objects.filter(pk=draft.pk).update(version=publish(text, by=PORTAL, at=EARLY))
    dossier = _handed_on(made, dossiers.submit(draft.pk, by=made.world["firm"], at=NOON), "thu")
    pass_inside(dossier.case_id, by=made.world["huyen"], at=LATER)
    opinion = Opinion.objects.get(case=dossier.case_id, key="insurance")
    return {"code": dossier.code, "pk": opinion.pk, "key": "dossier_fee"}


def _of_citizen(made: Settled, dossier: Dossier) -> Dossier:
    """As if the service were for citizens too."""
    Dossier.objects.filter(pk=dossier.pk).update(applicant=made.person["applicant"], business=None)
    dossier.refresh_from_db()
    return dossier


def _draft(dossier: Dossier) -> dict[str, Any]:
    return {"ref": dossier.ref, "pk": dossier.papers.get().pk, **_PLACE}


def _filed(dossier: Dossier) -> dict[str, Any]:
    return {"ref": dossier.ref, "pk": _document(dossier), **_PLACE}


def _handled(dossier: Dossier) -> dict[str, Any]:
    sent = {"turn": str(turn_of(dossier).n), "viec": "confirmed", "row": "1"}
    return {"code": dossier.code, "pk": _document(dossier), SENT: sent, **_PLACE}


def _handed_in(dossier: Dossier) -> dict[str, Any]:
    return {"code": dossier.code, "pk": dossier.papers.get().pk}


def _kept(dossier: Dossier, family: str) -> dict[str, Any]:
    """An answer kept for whose dossier it is, under a name of its own."""
    keeping = Keeping.objects.create(person_id=dossier.applicant_id, business_id=dossier.business_id, given_at=NOON)
    name = f"{family}.name"
    sealed = seal_json({"kind": "text", "value": "x", "shown": "x"}, purpose="kept")
    KeptAnswer.objects.create(keeping=keeping, name=name, label="Tên", sealed=sealed, kept_at=NOON)
    return {"name": name}


def _posted(dossier: Dossier) -> int:
    agency = Agency.objects.order_by("pk")[0]
    told = {"step": "confirm", "shown": [["Tên", "Mẫu"]], "posted_by": "Mẫu"}
    return Posting.objects.create(
        dossier=dossier, agency=agency, posted_at=NOON, until=datetime(2100, 1, 1, tzinfo=UTC), **told
    ).pk


def _document(dossier: Dossier) -> int:
    return Document.objects.filter(subject=dossier.subject).exclude(kind="control").order_by("pk")[0].pk


# ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _accounts(made: Settled) -> Objects:
    """One of each for a citizen and for a stranger."""
    found: dict[str, dict[str, dict[str, Any]]] = {
        "session": {}, "passkey": {}, "check": {}, "notice": {}, "filter": {}, "business": {}, "person": {},
    }  # fmt: skip
    for key in ("citizen", "other"):
        person = made.person[key]
        found["session"][key] = {"sid": _visit(person)}
        found["passkey"][key] = {"pk": _key(person)}
        found["check"][key] = {"check": RegisterCheck.objects.create(person=person, asked_at=NOON).pk}
        notice = Notice.objects.create(person=person, title="Thư", body="Thư thử.", at=NOON)
        found["notice"][key] = {"pk": notice.pk}
    for key in ("huyen", "ben"):
        kept_filter = SavedFilter.objects.create(
            person=made.person[key], agency=made.membership[key].agency, name="Thử", queue="ca-don-vi", query="tim=a",
            saved_at=NOON,
        )  # fmt: skip
        found["filter"][key] = {"pk": kept_filter.pk}
    second = Business.objects.get(pk=made.world["other"].business)
    clerk = made.world.person("Lâm Thị Nộp Mẫu")
    admit(clerk, second, "filer", by=made.world["other"], at=NOON)
    found["business"]["first"] = {"pk": made.world["firm"].business, "person": made.person["filer"].pk}
    found["business"]["second"] = {"pk": second.pk, "person": clerk.pk}
    found["person"] = {
        "found": {"subject": made.person["citizen"].subject, "name": "xac-nhan"},
        "citizen": {"subject": made.person["applicant"].subject, "name": "xac-nhan"},
    }
    for one in found["person"].values():
        one["slug"] = household.SLUG
    nothing = {"sid": uuid.uuid4(), "pk": _NONE, "check": _NONE, "person": _NONE, "subject": uuid.uuid4(),
               "name": "xac-nhan", "slug": household.SLUG}  # fmt: skip
    return {kind: {**families, "missing": nothing} for kind, families in found.items()}


def _key(person: Person) -> int:
    browser = Client()
    browser.force_login(person)
    session = browser.session
    session["proof"] = {"methods": ["password"], "at": int(time.time()), "ceiling": 3}
    session.save()
    give_key(browser)
    return Authenticator.objects.get(user=person, type="webauthn").pk


def _visit(person: Person) -> uuid.UUID:
    sid = uuid.uuid4()
    Session.objects.create(
        session_key=f"{person.pk:040d}", session_data="", expire_date=datetime(2100, 1, 1, tzinfo=UTC), person=person,
        sid=sid, device="Máy thử", began_at=NOON, seen_at=NOON,
    )  # fmt: skip
    return sid


def _views(made: Settled) -> Objects:
    """An officer of the district looked at a citizen and at a stranger; both ask why, and their provinces answer."""
    views, inquiries = {}, {}
    for key in ("citizen", "other"):
        seen("person", f"person:{made.person[key].pk}", by=made.world["huyen"], at=NOON)
        views[key] = {"entry": Entry.objects.order_by("-id")[0].pk}
    entry = views["citizen"]["entry"]
    by = made.world["citizen"]
    asked = transparency.ask(view(by, entry), "Vì sao?", by=by, at=LATER)
    inquiries["province"] = {"pk": asked.pk}
    there = made.membership["tinh2"].agency
    elsewhere = Inquiry.objects.create(
        person=made.person["other"], entry=views["other"]["entry"], agency=there, answerer=there, asked_at=NOON,
        due_at=LATER,
    )  # fmt: skip
    inquiries["there"] = {"pk": elsewhere.pk}
    return {
        "view": {**views, "missing": {"entry": _NONE}},
        "inquiry": {**inquiries, "missing": {"pk": _NONE}},
    }


def _clients(made: Settled) -> Objects:
    parties = {}
    for family, key in (("province", "tinh1"), ("there", "tinh2")):
        setting = Setting("Cổng Ví Dụ", ["https://cong.vidu.example/ve"], ["openid"])
        agency: Agency = made.membership[key].agency
        party, _ = openid.register(setting, agency, by=made.world[key], at=NOON, now=datetime.now(UTC))
        parties[family] = party
    consents = {
        key: {
            "pk": Consent.objects.create(person=made.person[key], client=parties["province"].client, given_at=NOON).pk
        }
        for key in ("citizen", "other")
    }
    return {
        "client": {**{f: {"client_id": p.client_id} for f, p in parties.items()}, "missing": {"client_id": "khong-co"}},
        "consent": {**consents, "missing": {"pk": _NONE}},
    }


def _services(made: Settled) -> Objects:
    """A service of the province and one of another: a draft of each, one that is handed in, one that is published."""
    found: dict[str, dict[str, Any]] = {"service draft": {}, "service handed in": {}, "service version": {}}
    for family, key in (("province", "tinh1"), ("there", "tinh2")):
        owner, person = made.membership[key].agency, made.person[key]
        text = ROOF.replace(".H48", f".{owner.identifier}").replace(SLUG, f"mai-nha-{family}")
        digest = digest_of(text)
        told = {
            "owner": owner, "slug": f"mai-nha-{family}", "text": text, "digest": digest, "faults": 0,
            "uploaded_by": person, "uploaded_at": NOON, "saved_by": person, "saved_at": NOON,
        }  # fmt: skip
        draft = ServiceDraft.objects.create(**told)
        handed_in = ServiceDraft.objects.create(**told, state="submitted", submitted_by=person, submitted_at=NOON)
        sent = {"seen": digest, "against": "0", "valid_from": "1/6/2020", "reason": "Sai.", "text": text}
        where = {"section": "who", "page": "name", SENT: sent}
        found["service draft"][family] = {"pk": draft.pk, **where}
        found["service handed in"][family] = {"pk": handed_in.pk, **where}
        version = publish(text.replace(f"mai-nha-{family}", f"mai-{family}"), by=PORTAL, at=NOON)
        found["service version"][family] = {"version": version.pk}
    nothing = {"pk": _NONE, "version": _NONE, "section": "who", "page": "name", SENT: {"seen": "0" * 64}}
    return {kind: {**families, "missing": nothing} for kind, families in found.items()}


def _records(made: Settled) -> Objects:
    """A procedure of the province alone and one of another: each a draft, with an order and an import."""
    found: dict[str, dict[str, Any]] = {"record": {}, "import": {}}
    for family, key in (("province", "tinh1"), ("there", "tinh2")):
        owner, person = made.membership[key].agency, made.person[key]
        code = f"3.000001.{owner.legacy_identifier}"
        draft = entering.enter(owner, code, Content(name="Thủ tục mẫu"), by=PORTAL, at=NOON)
        day = NOON.date()
        order = AcceptanceOrder.objects.create(
            procedure=draft.procedure, number="1/VD", agency=owner, signed_on=day, since=day, entered_at=NOON
        )
        record = {"code": "3.000002.x", "line": 1, "content": {"name": "Thủ tục mẫu"}}
        upload = Import.objects.create(
            source="a.json", agency=owner, read_by=person, read_at=NOON,
            records=[{**record, "code": f"3.000002.{owner.legacy_identifier}"}],
        )  # fmt: skip
        found["record"][family] = {"pk": draft.procedure_id, "order": order.pk, "slug": "chung", "word": "bo"}
        found["import"][family] = {"pk": upload.pk}
    nothing = {"pk": _NONE, "order": _NONE, "slug": "chung", "word": "bo"}
    return {kind: {**families, "missing": nothing} for kind, families in found.items()}


def _users(made: Settled) -> Objects:
    """Places and rights of people who are not in the cast: in the district, in the province's own office, elsewhere."""
    places = {"district": made.extra["district"], "province": made.extra["province"], "there": made.extra["there"]}
    grants = {family: place.grants.get().pk for family, place in places.items()}
    waiting = {"province": made.membership["cho"].grants.order_by("pk")[0].pk, "there": grants["there"]}
    return {
        "membership": {**{f: {"membership": p.pk} for f, p in places.items()}, "missing": {"membership": _NONE}},
        "grant": {**{f: _grant(pk) for f, pk in grants.items()}, "missing": _grant(_NONE)},
        "waiting": {**{f: _grant(pk) for f, pk in waiting.items()}, "missing": _grant(_NONE)},
    }


def _grant(pk: int) -> dict[str, Any]:
    return {"grant": pk, SENT: {"grant": str(pk)}}


def _units(made: Settled) -> Objects:
    """Units with an order to come and a successor; a roster and an invitation of the province and of another one."""
    units: dict[str, dict[str, Any]] = {}
    for family, next_to in (("district", made.membership["ben"].agency), ("there", made.membership["tinh2"].agency)):
        unit = made.extra[family].agency
        change = UnitChange.objects.create(
            agency=unit, kind="rename", on=date(2021, 1, 1), basis="Nghị quyết thử", name="Tên thử", ordered_at=NOON
        )
        Succession.objects.create(former=unit, successor=next_to, on=date(2021, 1, 1))
        units[family] = {"pk": unit.pk, "identifier": unit.identifier, "change": change.pk, "successor": next_to.pk,
                         SENT: {"don-vi": unit.identifier}}  # fmt: skip
    found: dict[str, dict[str, Any]] = {"roster": {}, "invitation": {}}
    for family, key in (("province", "tinh1"), ("there", "tinh2")):
        place = made.membership[key]
        roster = Roster.objects.create(
            kind="officers", source="a.xlsx", membership=place, home=place.agency, read_at=NOON, checked_at=NOON
        )
        found["roster"][family] = {"pk": roster.pk}
        invited = Invitation.objects.create(
            name="Vi Thị Mời Thử", name_fold="vi thi moi thu", id_index=f"moi-{key}".encode(), agency=place.agency,
            invited_by=place, invited_at=NOON, until=date(2020, 6, 12),
            sealed=seal_json({"id_number": "", "phone": ""}, purpose="invitation"),
        )  # fmt: skip
        found["invitation"][family] = {"pk": invited.pk, "name": "nhac"}
    nothing = {"pk": _NONE, "identifier": "H99.999", "change": _NONE, "successor": _NONE, "name": "nhac",
               SENT: {"don-vi": "H99.999"}}  # fmt: skip
    return {
        **{kind: {**families, "missing": nothing} for kind, families in {"unit": units, **found}.items()},
        "which": {"": {"which": "quan-tri"}},
    }
