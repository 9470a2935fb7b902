"""Only this room's commands write its tables: the guard watches the whole way of a question."""

from tests.transparency.conftest import look, self_of
from tests.transparency.test_asking import answer, ask


def test_asking_and_answering(answering):
    inquiry = ask(answering, look(answering, "thu", "person", self_of(answering, "citizen")))
    assert answer(answering, inquiry).answer
