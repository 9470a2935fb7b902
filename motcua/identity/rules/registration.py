"""Who may open an account, under which name, and which password guards it."""

import re
import unicodedata
from datetime import date

from motcua.identity.rules.numbers import BadName
from motcua.kernel.errors import Refusal
from motcua.kernel.text import digits, fold

LEAST_AGE = 14
MOST_AGE = 120
MOST_NAME = 120
# Six letters of one's own name in a password are no accident; "An" may be.
_TELLING = 6

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "AĂÂEÊIOÔƠUƯY".lower()
_LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES}
_LETTERS = frozenset("BCDĐFGHJKLMNPQRSTVWXZ".lower()) | _LOWER
_WRITTEN_SO = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"})


class StrangeLetter(Refusal):
    """Ký tự thứ {place} ({sign}) không phải chữ cái tiếng Việt. Hãy xóa rồi gõ lại bằng bàn phím tiếng Việt."""


class HiddenSign(Refusal):
    """Ký tự thứ {place} là ký tự ẩn, thường do chép từ nơi khác. Hãy xóa hết rồi gõ lại họ tên."""


class NoName(Refusal):
    """Nhập họ, chữ đệm và tên như in trên giấy tờ, chỉ gồm chữ cái."""


class NotBornYet(Refusal):
    """Ngày sinh phải trước hôm nay. Hãy xem lại năm sinh."""


class TooOld(Refusal):
    """Ngày sinh cách nay hơn {most} năm. Hãy xem lại năm sinh."""


class TooYoung(Refusal):
    """Phải đủ {least} tuổi mới mở được tài khoản. Cha, mẹ hoặc người giám hộ dùng tài khoản của mình để làm thay."""


class PasswordTellsYou(Refusal):
    """Mật khẩu không được chứa số giấy tờ, số điện thoại, ngày sinh hoặc họ tên của bạn. Hãy chọn mật khẩu khác."""


def full_name(text: str) -> str:
    """A person's name, composed, single-spaced, of letters of the Vietnamese alphabet (and f, j, w, z), ', -.

    Letters that only look so (Cyrillic, Greek, fullwidth), hidden signs, digits and pictures would let one name pass
    for another. Raises BadName, StrangeLetter, HiddenSign, NoName.
    """
    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().translate(_WRITTEN_SO)
    if not 0 < len(clean) <= MOST_NAME:
        raise BadName(most=MOST_NAME)
    for place, sign in enumerate(clean, start=1):
        if sign in " '-" or sign.lower() in _LETTERS:
            continue
        if unicodedata.category(sign)[0] in "CM":
            raise HiddenSign(place=place)
        raise StrangeLetter(place=place, sign=sign)
    if not any(sign.isalpha() for sign in clean):
        raise NoName
    return clean


def birth_date(born: date, *, today: date) -> date:
    """Raises NotBornYet, TooOld, TooYoung. Age: full years; who is born on 29 February turns older on 1 March."""
    if born >= today:
        raise NotBornYet
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age > MOST_AGE:
        raise TooOld(most=MOST_AGE)
    if age < LEAST_AGE:
        raise TooYoung(least=LEAST_AGE)
    return born


def password(text: str, *, id_number: str, phone: str, birth_date: date | None, name: str) -> str:
    """The password as it is, unless what others know of the person stands in it. Raises PasswordTellsYou."""
    figures, letters = digits(text), re.sub(r"[^a-z]", "", fold(text))
    told = {id_number, phone.removeprefix("+84"), *(_ways(birth_date) if birth_date else ())}
    called = re.sub(r"[^a-z]", "", fold(name))
    if any(number and number in figures for number in told):
        raise PasswordTellsYou
    if letters == called or (len(called) >= _TELLING and called in letters):
        raise PasswordTellsYou
    return text


def _ways(born: date) -> set[str]:
    """How people write a day in figures, with all four of the year."""
    return {f"{born:%d%m%Y}", f"{born:%Y%m%d}", f"{born.day}{born.month}{born.year}"}
