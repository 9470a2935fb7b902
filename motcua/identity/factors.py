"""allauth's seams for what comes beside the password: secrets are sealed, and who has an app is asked for its code."""

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.stages import LoginStage
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from motcua.identity.models import Person
from motcua.identity.queries import factors as queries
from motcua.identity.rules.proofs import Proof
from motcua.shell.vault import seal, unseal

PORTAL = "Một Cửa"
_PURPOSE = "mfa"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What is kept is sealed; apps and keys show the portal's name, and of the person no number."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, purpose=_PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), purpose=_PURPOSE)

    def get_totp_label(self, user: Person) -> str:
        return user.name

    def get_totp_issuer(self) -> str:
        return PORTAL

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": PORTAL}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return {"id": user_pk_to_url_str(user).encode(), "display_name": user.name, "name": user.name}


class SecondFactor(LoginStage):  # type: ignore[misc]
    """Asks whoever enrolled an app for its code, unless the way in was itself strong."""

    key = "second_factor"
    urlname = "identity:second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if Proof.of(self.login.state).two_factors or not queries.has_totp(self.login.user.pk):
            return None, True
        # Half a sign-in is worth something too: it goes on under a key that nobody can have planted.
        self.request.session.cycle_key()
        return redirect(self.urlname), True
