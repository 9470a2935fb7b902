"""What a well-formed number is, and where a sign-in may lead."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import phonenumbers
from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from motcua.kernel.errors import Refusal
from motcua.kernel.text import tidy

_SEPARATORS = str.maketrans("", "", " .-")


class BadIdNumber(Refusal):
    """Số căn cước phải có đúng 12 chữ số, chứng minh nhân dân có đúng 9 chữ số. Hãy nhập lại như in trên giấy tờ."""


class BadPhone(Refusal):
    """Số điện thoại di động phải có 10 chữ số, ví dụ 0900 000 012. Số nước ngoài bắt đầu bằng dấu cộng và mã nước."""


class BadTaxCode(Refusal):
    """Mã số thuế phải có 10 chữ số (chi nhánh: 13 chữ số). Hãy đối chiếu với giấy chứng nhận đăng ký doanh nghiệp."""


class BadLogin(Refusal):
    """Hãy nhập số căn cước (12 chữ số), chứng minh nhân dân (9 chữ số) hoặc số điện thoại, ví dụ 0900 000 012."""


class BadName(Refusal):
    """Hãy nhập tên, không quá {most} ký tự."""


@dataclass(frozen=True)
class Login:
    """A number that names an account, normalised. `kind` is also the purpose of its blind index."""

    kind: Literal["id", "phone"]
    number: str


def id_number(text: str) -> str:
    """'0511 9900 4821' → '051199004821'. Raises BadIdNumber unless it is a CMND (9) or a CCCD (12 digits)."""
    number = tidy(text).translate(_SEPARATORS)
    if not (number.isascii() and number.isdigit() and len(number) in (9, 12)):
        raise BadIdNumber
    return number


def phone(text: str) -> str:
    """'0905.123.456' → '+84905123456' (E.164). Raises BadPhone unless the number can exist."""
    try:
        parsed = phonenumbers.parse(tidy(text), "VN")
    except phonenumbers.NumberParseException:
        raise BadPhone from None
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise BadPhone
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def tax_code(text: str) -> str:
    """'0100 233 488' → '0100233488', a branch '0100233488-001'. Raises BadTaxCode, also for a wrong check digit."""
    try:
        return str(mst.format(mst.validate(tidy(text))))
    except ValidationError:
        raise BadTaxCode from None


def login(text: str) -> Login:
    """Which account a person means: 9 or 12 digits are an ID number, all else a phone. Raises BadLogin."""
    try:
        return Login("id", id_number(text))
    except BadIdNumber:
        pass
    try:
        return Login("phone", phone(text))
    except BadPhone:
        raise BadLogin from None


def name(text: str, *, most: int) -> str:
    """The tidy name. Raises BadName when it is empty or longer than `most` characters."""
    clean = tidy(text)
    if not 0 < len(clean) <= most:
        raise BadName(most=most)
    return clean


def local_path(text: str) -> str:
    """`text` when it is a path on this portal, else ''. What browsers read as another host ('//', '/\\\\') is not."""
    odd = any(c <= " " or c in "\\\x7f" for c in text)
    if odd or not text.startswith("/") or text.startswith("//"):
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text
