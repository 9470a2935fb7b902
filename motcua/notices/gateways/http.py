"""Sends SMS through a provider that speaks this protocol; e-mails stay in the outbox.

POST {SMS_URL}/v1/messages with `Authorization: Bearer {SMS_KEY}` and JSON {"id", "to", "text"}. Any 2xx: taken. The id
is the same in every try, so that the provider sends once whatever happens on the way: 409 says that it already did.
"""

import requests
from django.conf import settings

from motcua.notices.gateways import Rejected, Unreachable, outbox
from motcua.notices.queries import Parcel

SECONDS = (3, 10)  # to connect, to wait for the answer
_TAKEN = 409
# No fault of the message: our key is wrong, or the provider is too busy. Another try may succeed.
_LATER = frozenset({401, 403, 408, 429})


def send(parcel: Parcel) -> None:
    """Raises Unreachable when nobody answers, or not now; Rejected when the provider will not have this message."""
    if parcel.channel != "sms":
        outbox.send(parcel)
        return
    try:
        answer = requests.post(
            f"{settings.SMS_URL.rstrip('/')}/v1/messages",
            json={"id": parcel.key, "to": parcel.to, "text": parcel.text},
            headers={"Authorization": f"Bearer {settings.SMS_KEY}"},
            timeout=SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Unreachable(f"Không nối được với nhà mạng ({type(error).__name__})") from None
    status = answer.status_code
    if 200 <= status < 300 or status == _TAKEN:  # noqa: PLR2004 - 2xx
        return
    refused = 400 <= status < 500 and status not in _LATER  # noqa: PLR2004 - 4xx
    raise (Rejected if refused else Unreachable)(f"Nhà mạng trả lời {status}")
