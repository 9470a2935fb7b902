"""What clerks at a counter fill in and have handed in, and requests for paper."""

from typing import Any

from motcua.agencies import commands as agencies
from motcua.agencies.queries import actor_for
from motcua.counter import commands as counter
from motcua.counter.models import Scan
from motcua.documents.models import Document
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier, PaperDemand
from motcua.files.commands import keep
from motcua.kernel.actor import Actor
from tests.dossiers import household
from tests.dossiers.conftest import EARLY, NOON, PDF
from tests.house.matrix.people import Settled

_NONE = 999_999_999


def objects(made: Settled) -> dict[str, dict[str, dict[str, Any]]]:
    """Of the clerk of the cast and of a colleague: a draft with a scan, one that was handed in. Two asked for paper."""
    household.publish()
    home = made.membership["quay"].agency
    colleague = agencies.appoint(made.world.person("Cù Văn Bàn Mẫu"), home, "Chuyên viên", ["counter"], at=EARLY)
    session = {"proof": {"methods": ["totp"]}, "capacity": f"member:{colleague.pk}"}
    clerks = {"first": made.world["quay"], "second": actor_for(colleague.person, session, NOON.date())}
    drafts: dict[str, dict[str, Any]] = {}
    filed: dict[str, dict[str, Any]] = {}
    for family, by in clerks.items():
        draft, other = (_helped(made, by) for _ in range(2))
        kept = keep("anh.pdf", PDF, by=by, at=NOON, allowed=("pdf",))
        scan = Scan.objects.create(dossier=draft, key="photo", file=kept, pages=[[1, []]], clerk_id=by.person, at=NOON)
        drafts[family] = {"ref": draft.ref, "pk": scan.pk, "key": "photo"}
        dossiers.consent(other.pk, by=by, at=NOON)
        other = dossiers.submit(other.pk, by=by, at=NOON)
        filed[family] = {"ref": other.ref, "pk": _receipt(other), "key": "filing"}
    demands = {
        family: {
            "pk": PaperDemand.objects.create(dossier=other, agency=agency, how="told", text="Bản giấy.", at=NOON).pk
        }
        for family, agency in (("district", home), ("there", made.membership["tinh2"].agency))
    }
    nothing = {"ref": "khong-co-ho-so", "pk": _NONE, "key": "photo"}
    return {
        kind: {**families, "missing": nothing}
        for kind, families in {"assisted": drafts, "filed for": filed, "demand": demands}.items()
    }


def _helped(made: Settled, by: Actor) -> Dossier:
    draft = counter.begin(made.person["citizen"].pk, household.SLUG, by=by, at=NOON)
    for page, told in household.answers(made.world).items():
        dossiers.save_answers(draft.pk, page, told, by=by, at=NOON)
    return draft


def _receipt(dossier: Dossier) -> int:
    return Document.objects.get(subject=dossier.subject, kind="receipt").pk
