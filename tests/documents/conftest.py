import re
import unicodedata
from datetime import date

import pypdfium2
import pytest

from motcua.agencies.models import Agency
from motcua.kernel.actor import Actor, Capacity


class Printed:
    """A PDF as a reader sees it."""

    def __init__(self, pdf: bytes) -> None:
        self.file = pypdfium2.PdfDocument(pdf)
        raw = [page.get_textpage().get_text_range() for page in self.file]
        self.raw = "\n".join(raw)
        self.pages = [re.sub(r"\s+", " ", text.replace("\u200b", "")) for text in raw]
        self.text = " ".join(self.pages)
        self.dense = re.sub(r"\s", "", self.text)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Of each page, in mm."""
        return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in self.file]

    @property
    def composed(self) -> bool:
        return unicodedata.is_normalized("NFC", self.raw)


@pytest.fixture
def read():
    return Printed


@pytest.fixture
def officer():
    return Actor(person=7, name="Phạm Thị Thử Nghiệm", capacity=Capacity.OFFICER, agency=1, agency_name="Ví Dụ")


@pytest.fixture
def shelves(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT / "documents"


@pytest.fixture
def agency(db):
    return make_agency("H48")


def make_agency(identifier: str) -> Agency:
    return Agency.objects.create(
        identifier=identifier,
        name="Ủy ban nhân dân tỉnh Ví Dụ",
        name_fold="uy ban nhan dan tinh vi du",
        role="committee",
        level="province",
        path=f"/{identifier}/",
        valid_from=date(2020, 1, 1),
    )
