"""What goes into an SMS and an e-mail, and when trying ends."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import urlsplit

SMS_LENGTH = 160
MOST_TRIES = 8
# A gateway gives up sooner; who began a try longer ago has died over it.
LONGEST_TRY = timedelta(seconds=30)
PURPOSES = {"sms": "person.phone", "email": "email"}

_PLAIN = str.maketrans({
    "đ": "d", "Đ": "D", "₫": "d", "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "•": "-", "\u00a0": " ",
    "“": '"', "”": '"', "‘": "'", "’": "'", "[": "(", "]": ")", "{": "(", "}": ")",
})  # fmt: skip
# Printable ASCII that takes one septet of GSM 03.38.
_ONE_SEPTET = frozenset(chr(n) for n in range(32, 127)) - set("[]{}^~|\\`")
_NUMBER = re.compile(r"(?<!\d)\d(?: ?\d){8,}(?!\d)")


def plain(text: str) -> str:
    """Without what would make an SMS more than twice as long: 'Đã nhận – xem' → 'Da nhan - xem'."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).translate(_PLAIN)
    kept = "".join(c if c in _ONE_SEPTET else " " for c in bare)
    return " ".join(kept.split())


def without_numbers(text: str) -> str:
    """Nine or more digits in a row (ID, phone, insurance) down to the last four; codes and amounts keep theirs."""
    return _NUMBER.sub(lambda match: f"...{match[0].replace(' ', '')[-4:]}", text)


def sms(title: str, body: str) -> str:
    """One SMS: at most 160 letters without accents, no personal numbers, no link (nobody should learn to tap one)."""
    text = without_numbers(plain(f"Mot Cua: {title.rstrip('.')}. {body}"))
    if len(text) <= SMS_LENGTH:
        return text
    return text[: SMS_LENGTH - 2].rsplit(" ", 1)[0].rstrip(" .,;:-") + "..."


def code_text(code: str, life: timedelta) -> str:
    """The SMS with a one-time code, which is good for `life`."""
    minutes = life // timedelta(minutes=1)
    return f"Mã xác nhận Một Cửa: {code}. Có hiệu lực {minutes} phút. Không đưa mã này cho ai, kể cả cán bộ."


def email(name: str, body: str) -> str:
    """An e-mail's text. No personal numbers, no link."""
    return (
        f"Kính gửi {name},\n\n{without_numbers(body)}\n\n"
        "Để xem chi tiết, hãy tự mở cổng dịch vụ công, đăng nhập và vào mục Hộp thư. "
        "Chúng tôi không gửi đường dẫn và không bao giờ hỏi mật khẩu của bạn.\n\nMột Cửa – Cổng dịch vụ công"
    )


def after_failure(tries: int, *, lasting: bool) -> str:
    """The state of a delivery after its `tries`-th failed try: 'failed' when it cannot succeed or was tried enough."""
    return "failed" if lasting or tries >= MOST_TRIES else "queued"


def is_local(link: str) -> bool:
    """Whether a notice may lead there: nowhere ('') or a path on the portal."""
    if not link:
        return True
    parts = urlsplit(link)
    return link.startswith("/") and "\\" not in link and not (parts.scheme or parts.netloc)
