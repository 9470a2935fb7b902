"""Sends nothing: the message stays in the outbox, where the demo shows it."""

from motcua.notices.queries import Parcel


def send(parcel: Parcel) -> None:
    """Taken at once. A delivery is never sent twice, so nothing needs to be remembered here."""
    if not parcel.to:
        raise ValueError("A message without an address")
