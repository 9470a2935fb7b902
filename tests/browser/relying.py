"""`python -m tests.browser.relying ADDRESS`: registers a portal at this address; prints its id and its secret.

With the portal's own command, as an administrator of the agency does on the page.
"""

import sys

import django

SCOPES = ("profile", "phone", "vnconnect")
NAME = "Cổng tỉnh Ví Dụ"


def main(address: str) -> None:
    from django.utils import timezone

    from motcua.agencies.queries import resolve
    from motcua.kernel.actor import SYSTEM
    from motcua.openid.commands.clients import Setting, register
    from motcua.shell.clock import now
    from motcua.territory.queries import unit_by_code

    at = now()
    agency = resolve("committee", "province", unit_by_code("district", "533", at.date()).pk, at.date())
    setting = Setting(
        name=NAME,
        redirect_uris=[address],
        scopes=SCOPES,
        post_logout_redirect_uris=[address.rpartition("/")[0] + "/"],
        backchannel_logout_uri=f"{address}?logout=backchannel",
    )
    party, secret = register(setting, agency, by=SYSTEM, at=at, now=timezone.now())
    sys.stdout.write(f"{party.client_id} {secret}\n")


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
