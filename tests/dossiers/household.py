"""An invented service in format 2 without a list of people, beside the real ones, and a household's answers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.urls import reverse

from motcua.catalogue import commands as catalogue
from motcua.catalogue.models import ServiceVersion
from motcua.dossiers import commands
from motcua.dossiers.models import Dossier
from motcua.kernel.actor import SYSTEM, Actor
from motcua.territory.models import Unit
from motcua.territory.queries import communes_of

from .conftest import EARLY, LATER, NOON, World

FILE = Path(__file__).with_name("household.yaml")
SLUG = "ho-tro-ho-vi-du"
MACHINES = [
    {"name": "Máy may", "type": "new", "count": 2, "price": 30_000_000, "bought": "2020-04-20"},
    {"name": "Máy vắt sổ", "type": "used", "count": 1, "price": 10_000_000},
]


def publish(text: str = "") -> ServiceVersion:
    return catalogue.publish(text or FILE.read_text(encoding="utf-8"), by=SYSTEM, at=EARLY)


def other_service(slug: str, name: str) -> str:
    """The same file as a service of another name."""
    text = FILE.read_text(encoding="utf-8").replace(SLUG, slug).replace("Hỗ trợ hộ ví dụ", name)
    return text.replace('"1.000077"', '"1.000078"')


def commune(world: World, n: int = 0) -> Unit:
    """The n-th commune of the world's district."""
    return communes_of(world.unit, NOON.date())[n]


def answers(world: World, **more: Any) -> dict[str, dict[str, Any]]:
    """By page; `more` takes the place of single answers."""
    pages: dict[str, dict[str, Any]] = {
        "who/owner": {
            "owner_name": "Mai Thị Dân Mẫu", "owner_birth": "1980-01-02", "owner_id": "051099000009",
            "owner_phone": "0900000009", "mail": "",
        },
        "who/home": {"home": commune(world).pk, "home_street": "Xóm Ví Dụ"},
        "who/shop": {"shop_type": "food", "opened": "2019-03-01", "note": ""},
        "plan/machines": {"machines": MACHINES},
        "plan/ready": {"ready": "yes"},
    }  # fmt: skip
    return {page: {key: more.get(key, value) for key, value in told.items()} for page, told in pages.items()}


def begun(by: Actor, slug: str = SLUG) -> Dossier:
    version = ServiceVersion.objects.get(slug=slug)
    return commands.begin(version, by=by, at=NOON)


def filled(world: World, who: str = "citizen", *, slug: str = SLUG, **more: Any) -> Dossier:
    """A draft that is ready to be handed in."""
    draft = begun(world[who], slug)
    for page, told in answers(world, **more).items():
        commands.save_answers(draft.pk, page, told, by=world[who], at=NOON)
    return Dossier.objects.get(pk=draft.pk)


def handed_in(world: World, who: str = "citizen", *, slug: str = SLUG, **more: Any) -> Dossier:
    return commands.submit(filled(world, who, slug=slug, **more).pk, by=world[who], at=NOON)


def seated(world: World) -> None:
    """Officers of the commune and of the district's committee: "xa", "chu_tich"."""
    district, world.unit = world.unit, commune(world).pk
    world.officer("xa", "Bùi Thị Xã Mẫu", "committee", "commune", ("process", "view"))
    world.unit = district
    world.officer("chu_tich", "Đỗ Văn Huyện Mẫu", "committee", "district", ("process", "decide", "view"))


def granted(world: World, dossier: Dossier) -> Dossier:
    """Through the commune, where the survey is paid, to the district's decision."""
    seated(world)
    for charge in dossier.charges.order_by("pk"):
        commands.take_fee(dossier.pk, charge.key, method="transfer", by=world["xa"], at=LATER)
    commands.confirm_rows(dossier.pk, "confirmed", rows=[1], by=world["xa"], at=LATER)
    world.act(dossier, "pass", "xa")
    return world.act(dossier, "approve", "chu_tich")


def page_of(dossier: Dossier, page: str) -> str:
    return reverse("dossiers:page", args=[dossier.ref, *page.split("/")])


def rows(*typed: Mapping[str, str], name: str = "machines") -> dict[str, str]:
    """What a browser sends for the table of these rows."""
    cells = {f"{name}-{n}-{key}": text for n, row in enumerate(typed) for key, text in row.items()}
    return {f"{name}-rows": str(len(typed)), **cells}
