import shutil
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.territory import commands, queries
from motcua.territory.models import Unit
from tests.territory.conftest import DATA

LETTER_DAY = date(2020, 5, 12)


def test_one_province_alone(quang_ngai):
    assert (quang_ngai.provinces, quang_ngai.districts, quang_ngai.successions) == (2, 13, 1)
    assert Unit.objects.filter(level="commune", valid_to=None).count() == 96
    assert commands.load(DATA, provinces={"51"}).created == 0


def test_a_corrected_name_changes_the_row_and_keeps_its_id(quang_ngai, tmp_path):
    before = queries.unit_by_code("district", "533", LETTER_DAY)
    edited = shutil.copytree(DATA, tmp_path / "territory")
    districts = edited / "districts.csv"
    districts.write_text(districts.read_text(encoding="utf-8").replace("Huyện Mộ Đức,huyện", "Thị xã Mộ Đức,thị xã"))

    counts = commands.load(edited, provinces={"51"})

    after = queries.unit_by_code("district", "533", LETTER_DAY)
    assert (counts.created, counts.updated) == (0, 1)
    assert (after.pk, after.name, after.name_fold, after.short_fold) == (
        before.pk,
        "Thị xã Mộ Đức",
        "thi xa mo duc",
        "mo duc",
    )


def test_the_database_refuses_a_second_unit_with_the_code_and_day(quang_ngai):
    twin = queries.unit_by_code("district", "533", LETTER_DAY)
    twin.pk = None
    with pytest.raises(IntegrityError, match="unit_code_at"), transaction.atomic():
        twin.save(force_insert=True)


def test_the_database_refuses_a_unit_that_ends_before_it_begins(quang_ngai):
    with pytest.raises(IntegrityError, match="unit_lasted"), transaction.atomic():
        Unit.objects.filter(code="533").update(valid_to=date(2019, 1, 1))
