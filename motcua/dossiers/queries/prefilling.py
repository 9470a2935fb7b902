"""What the portal knows already of who files: filled in, and saved only with the page."""

import re
from datetime import date

from motcua.dossiers.models import Dossier
from motcua.identity.models import Person
from motcua.identity.queries import birth_date, id_number, person, phone
from motcua.kernel.actor import Actor


class Prefill:
    """By the words of `Question.prefill`. Of a person: whoever the dossier belongs to; of a business's dossier, who
    fills it in. Reads the person at most once."""

    def __init__(self, dossier: Dossier, actor: Actor) -> None:
        self._dossier, self._actor = dossier, actor
        self._person: Person | None = None

    def of(self, what: str) -> str | date | None:
        """'' for what is not known, and for what an office's own dossier is not to say of its officer."""
        room, _, field = what.partition(".")
        if room == "business":
            business = self._dossier.business
            return str(getattr(business, field)) if business else ""
        if room != "person" or (self._dossier.agency_id and field in ("id_number", "birth_date")):
            return ""
        return _OF_PERSON[field](self._who())

    def _who(self) -> Person:
        if self._person is None:
            contact = self._dossier.agency_id or (self._dossier.business_id and not self._actor.officer)
            self._person = person(self._actor.person if contact else self._dossier.applicant_id)
        return self._person


_OF_PERSON = {
    "name": lambda who: str(who.name),
    "id_number": id_number,
    "phone": lambda who: re.sub(r"^\+84", "0", phone(who)),
    "email": lambda who: str(who.email or ""),
    "birth_date": birth_date,
}
