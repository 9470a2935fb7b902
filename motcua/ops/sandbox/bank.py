"""An invented bank as OpenID provider: authorization code with PKCE, RS256, one-time codes, bearer userinfo.

It keeps to OpenID Connect Core. On its page one chooses who one is, and may also choose a fault, to see the portal
refuse it.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from motcua.ops import demo_data

CLIENT_ID = "motcua"
SECRET = "sandbox-bank-secret"  # noqa: S105 - of an invented bank
FAULTS = {
    "": "Trả lời đúng",
    "nonce": "Sai nonce",
    "state": "Sai state",
    "issuer": "Sai nơi cấp (iss)",
    "audience": "Cấp cho cổng khác (aud)",
    "expired": "Đã hết hạn",
    "signature": "Sai chữ ký",
    "none": "Không có chữ ký (alg none)",
}
_CODE_LIVES, _TOKEN_LIVES = 60, 300  # seconds
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Customer:
    """`sub` is the bank's own number for them and says nothing elsewhere."""

    sub: str
    person: demo_data.Invented

    def claims(self) -> dict[str, Any]:
        return {
            "name": self.person.name,
            "birthdate": self.person.birth_date.isoformat(),
            "phone_number": f"+84{self.person.phone[1:]}",
            "phone_number_verified": True,
        }


def _customers() -> dict[str, Customer]:
    parts = [part.n for part in demo_data.STORY if not part.seat] + list(demo_data.STRANGERS[:2])
    return {f"kh-{n:06d}": Customer(f"kh-{n:06d}", demo_data.invented(n)) for n in parts}


CUSTOMERS = _customers()


class BankError(Exception):
    """An OAuth error: `code` as RFC 6749 names it."""

    def __init__(self, code: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.code, self.status = code, status

    def body(self) -> dict[str, str]:
        return {"error": self.code, "error_description": str(self)}


@dataclass(frozen=True)
class _Grant:
    """What a code stands for."""

    asked: Mapping[str, str]
    customer: Customer
    fault: str
    until: float


@dataclass
class Bank:
    """`issuer` is also where its addresses begin."""

    issuer: str
    codes: dict[str, _Grant] = field(default_factory=dict)
    tokens: dict[str, tuple[Customer, float]] = field(default_factory=dict)

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def kid(self) -> str:
        return secrets.token_hex(8)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "phone"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "name", "birthdate", "phone_number", "phone_number_verified"],
            "authorization_response_iss_parameter_supported": True,
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def check(self, asked: Mapping[str, str]) -> str:
        """Where the answer to an authorization request may go. Raises BankError: then nobody is sent anywhere."""
        back = urlsplit(asked.get("redirect_uri", ""))
        if asked.get("client_id") != CLIENT_ID:
            raise BankError("invalid_client", "client_id không có ở ngân hàng này")
        if back.scheme not in ("http", "https") or back.hostname not in _LOCAL:
            raise BankError("invalid_request", "redirect_uri phải ở trên chính máy này")
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            raise BankError("invalid_request", "cần response_type=code và scope có openid")
        if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
            raise BankError("invalid_request", "code_challenge_method phải là S256")
        return asked["redirect_uri"]

    def authorize(self, asked: Mapping[str, str], sub: str, fault: str) -> str:
        """Where the browser goes once somebody has chosen who they are; '' is nobody. Raises BankError."""
        back = self.check(asked)
        state = secrets.token_urlsafe() if fault == "state" else asked.get("state", "")
        answer = {"state": state, "iss": self.issuer} if state else {"iss": self.issuer}
        if sub not in CUSTOMERS:
            return _with(back, {"error": "access_denied", **answer})
        code = secrets.token_urlsafe(24)
        self.codes[code] = _Grant(dict(asked), CUSTOMERS[sub], fault, time.time() + _CODE_LIVES)
        return _with(back, {"code": code, **answer})

    def token(self, form: Mapping[str, str], authorization: str) -> dict[str, Any]:
        """Raises BankError."""
        _check_client(form, authorization)
        if form.get("grant_type") != "authorization_code":
            raise BankError("unsupported_grant_type", "authorization_code only")
        grant = self.codes.pop(form.get("code", ""), None)
        if grant is None or grant.until < time.time() or grant.asked["redirect_uri"] != form.get("redirect_uri"):
            raise BankError("invalid_grant", "unknown, used or expired code, or another redirect_uri")
        if not _proven(grant.asked.get("code_challenge", ""), form.get("code_verifier", "")):
            raise BankError("invalid_grant", "code_verifier does not fit")
        token = secrets.token_urlsafe(32)
        self.tokens[token] = (grant.customer, time.time() + _TOKEN_LIVES)
        return {
            "access_token": token, "token_type": "Bearer", "expires_in": _TOKEN_LIVES,
            "scope": grant.asked["scope"], "id_token": self._id_token(grant),
        }  # fmt: skip

    def userinfo(self, authorization: str) -> dict[str, Any]:
        """Raises BankError."""
        customer, until = self.tokens.get(authorization.removeprefix("Bearer "), (None, 0.0))
        if customer is None or until < time.time():
            raise BankError("invalid_token", "unknown or expired", 401)
        return {"sub": customer.sub, **customer.claims()}

    def _id_token(self, grant: _Grant) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": grant.customer.sub, "iat": now, "auth_time": now,
            "exp": now + _TOKEN_LIVES, **grant.customer.claims(),
        }  # fmt: skip
        if nonce := grant.asked.get("nonce"):
            claims["nonce"] = nonce
        wrong: Mapping[str, dict[str, Any]] = {
            "nonce": {"nonce": secrets.token_urlsafe()},
            "issuer": {"iss": "https://another-bank.example"},
            "audience": {"aud": "another-portal"},
            "expired": {"iat": now - 7200, "exp": now - 3600},
        }
        claims |= wrong.get(grant.fault, {})
        if grant.fault == "none":
            return jwt.encode(claims, "", algorithm="none")
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048) if grant.fault == "signature" else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": self.kid})


def _with(address: str, parameters: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _check_client(form: Mapping[str, str], authorization: str) -> None:
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization.startswith("Basic "):
        try:
            told = base64.b64decode(authorization[6:]).decode()
        except ValueError:
            told = ""
        # Both halves are form-encoded (RFC 6749 §2.3.1).
        name, secret = (dict(parse_qsl(f"v={half}")).get("v", "") for half in (*told.split(":", 1), "")[:2])
    if name != CLIENT_ID or not hmac.compare_digest(secret.encode(), SECRET.encode()):
        raise BankError("invalid_client", "unknown client or wrong secret", 401)


def _proven(challenge: str, verifier: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return not challenge or challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
