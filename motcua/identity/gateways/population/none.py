"""No register is connected: nobody can be asked."""

from datetime import date

from motcua.identity.gateways.population import Answer, Unreachable


def match(id_number: str, name: str, birth_date: date) -> Answer:  # noqa: ARG001 - the protocol's
    raise Unreachable("no register")
