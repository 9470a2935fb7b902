"""What another provider's answer must be to count, and the refusals about it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.kernel.errors import Conflict, Missing, Refusal

ALGORITHMS = ("RS256", "ES256")
LIFE = 600  # seconds between leaving for the provider and coming back, and again until the person goes on
_LEEWAY = 60
_LONGEST = 255  # OpenID Connect Core 2: a subject has at most 255 ASCII characters


class NoSuchProvider(Missing):
    """Cổng này không nhận đăng nhập từ nơi đó. Hãy quay lại trang đăng nhập và chọn cách khác."""


class ProviderDown(Refusal):
    """{provider} hiện không trả lời. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu tại cổng này."""

    status = 503


class NotProven(Refusal):
    """Chưa nhận được xác nhận hợp lệ từ nơi đó. Không có gì thay đổi. Hãy bắt đầu lại từ trang đăng nhập."""


class LinkedAlready(Conflict):
    """Tài khoản của bạn đã liên kết với {provider}. Hãy bỏ liên kết cũ trước nếu muốn đổi."""


class LinkedElsewhere(Conflict):
    """Tài khoản {provider} này đã liên kết với một tài khoản khác tại cổng. Hãy dùng tài khoản {provider} của bạn."""


class NotLinked(Conflict):
    """Tài khoản của bạn hiện không liên kết với {provider}. Hãy tải lại trang để xem tình trạng mới nhất."""


@dataclass(frozen=True)
class Trip:
    """What a visit remembers while its person is at a provider. `person`: who links; 0 for who signs in."""

    provider: str
    issuer: str
    state: str
    nonce: str
    verifier: str
    began: int
    person: int = 0
    onward: str = ""

    def challenge(self) -> str:
        """PKCE's S256 challenge of the verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def check_return(trip: Trip, provider: str, said: Mapping[str, str], *, names_issuer: bool, now: int) -> None:
    """Is this the answer to the question that this visit asked, of this provider? Raises NotProven.

    `names_issuer`: the provider has said that it names itself in each answer (RFC 9207). Checked before the code goes
    anywhere: a code of one provider is never shown to another.
    """
    issuer = said.get("iss")
    if (
        trip.provider != provider
        or not 0 <= now - trip.began <= LIFE
        or not hmac.compare_digest(trip.state.encode(), said.get("state", "").encode())
        or (issuer is None and names_issuer)
        or (issuer is not None and issuer != trip.issuer)
    ):
        raise NotProven


def check_claims(claims: Mapping[str, Any], trip: Trip, *, client: str, now: int) -> str:
    """The subject of an id_token whose signature holds. Raises NotProven (OpenID Connect Core 3.1.3.7)."""
    subject, audience = claims.get("sub"), claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    times = [claims.get(name) for name in ("exp", "iat")]
    if not (isinstance(subject, str) and 0 < len(subject) <= _LONGEST and isinstance(audiences, list)):
        raise NotProven
    if not all(isinstance(one, int | float) for one in times):
        raise NotProven
    expires, issued = int(times[0] or 0), int(times[1] or 0)
    fits = (
        claims.get("iss") == trip.issuer
        and client in audiences
        and (len(audiences) == 1 or claims.get("azp") == client)
        and claims.get("azp", client) == client
        and isinstance(claims.get("nonce"), str)
        and hmac.compare_digest(str(claims["nonce"]).encode(), trip.nonce.encode())
        and now < expires + _LEEWAY
        and trip.began - _LEEWAY <= issued <= now + _LEEWAY
    )
    if not fits:
        raise NotProven
    return subject
