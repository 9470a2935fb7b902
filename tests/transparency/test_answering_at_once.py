"""Two officers answer the same question at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

from django.db import connection, transaction

from motcua.notices.models import Notice
from motcua.transparency import commands, queries, rules
from tests.dossiers.conftest import NOON, hard_world
from tests.transparency.conftest import look, self_of

__all__ = ["hard_world"]
ANSWERED = NOON + timedelta(hours=3)


def test_two_officers_at_once(hard_world):
    for key, name in (("quyen", "Đỗ Văn Quyền Thử"), ("quyen2", "Tạ Thị Quyền Mẫu")):
        hard_world.officer(key, name, "social_insurance", "district", ("grant",))
    inquiry = commands.ask(
        queries.view(hard_world["citizen"], look(hard_world, "thu", "person", self_of(hard_world, "citizen"))),
        "Tôi không nhờ ai.",
        by=hard_world["citizen"],
        at=NOON,
    )
    answered, waited = Event(), Event()

    def slowly():
        with transaction.atomic():
            commands.answer(inquiry.pk, "Của quyen", by=hard_world["quyen"], at=ANSWERED)
            answered.set()
            waited.wait(0.5)  # long enough for the other one to come and wait for the lock
        connection.close()

    def at_the_same_time():
        answered.wait(10)
        try:
            return commands.answer(inquiry.pk, "Của quyen2", by=hard_world["quyen2"], at=ANSWERED).answer
        except rules.AlreadyAnswered as no:
            return no.data["who"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(slowly), pool.submit(at_the_same_time)
        first.result()
    inquiry.refresh_from_db()
    assert (inquiry.answer, second.result()) == ("Của quyen", "Đỗ Văn Quyền Thử")
    assert Notice.objects.filter(person=hard_world["citizen"].person).count() == 1
