"""The one Jinja2 environment of all pages."""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader, Undefined
from jinja2.utils import missing
from markupsafe import Markup, escape

from motcua.kernel.money import dong
from motcua.kernel.text import masked
from motcua.shell import widgets
from motcua.shell.clock import VIETNAM

_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;"})
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


# Macros ask whether they have a `caller`; the govuk macros say `undefined` for nothing.
LENIENT = ("caller", "undefined")


class StrictName(ChainableUndefined):
    """Fails when an unknown *name* is printed or tested; an absent *key* is merely empty: macros test those."""

    def _absent_key(self) -> bool:
        return self._undefined_obj is not missing or self._undefined_name in LENIENT

    def __str__(self) -> str:
        return "" if self._absent_key() else Undefined.__str__(self._fail())

    def __html__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return False if self._absent_key() else bool(self._fail())

    def __iter__(self) -> Any:
        return iter(()) if self._absent_key() else self._fail()

    def _fail(self) -> Any:
        return self._fail_with_undefined_error()


def day(value: Any) -> str:
    """12/05/2020."""
    value = value.astimezone(VIETNAM) if isinstance(value, datetime) else value
    return str(value.strftime("%d/%m/%Y"))


def moment(value: datetime) -> str:
    """08:32, thứ Ba, 12/05/2020."""
    local = value.astimezone(VIETNAM)
    return f"{local:%H:%M}, {translation.gettext(WEEKDAYS[local.weekday()])}, {local:%d/%m/%Y}"


def training_moment(value: datetime) -> str:
    """thứ Ba, 12/05/2020, 08:32."""
    local = value.astimezone(VIETNAM)
    return f"{translation.gettext(WEEKDAYS[local.weekday()])}, {local:%d/%m/%Y}, {local:%H:%M}"


def written(text: str) -> str:
    """A date kept as ISO text, as people write it: '2020-05-12' → '12/05/2020'; anything else as it is."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except (TypeError, ValueError):
        return text or ""


def clock_time(value: datetime) -> str:
    """08:32."""
    return f"{value.astimezone(VIETNAM):%H:%M}"


def inside(text: str) -> str:
    """A term inside a sentence: 'Họ và tên' → 'họ và tên', but 'ID number' stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def number(value: int) -> str:
    """18204 → 18.204."""
    return f"{value:,}".replace(",", ".")


def percent(share: float) -> str:
    """0.964 → '96,4 %'; whole numbers without decimals."""
    text = f"{share * 100:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text} %"


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    if kwargs:
        return reverse(name, args=args or None, kwargs=kwargs)
    return _address(get_urlconf(), name, args)


@lru_cache(maxsize=4096)
def _address(_urlconf: str | None, name: str, args: tuple[Any, ...]) -> str:
    """An address follows from its name and parts alone; the header and a list ask for dozens."""
    return reverse(name, args=args or None)


def said(message: str) -> str:
    """gettext, but Vietnamese, the language of the source, is not looked up: a page says a hundred things."""
    return message if translation.get_language() == settings.LANGUAGE_CODE else translation.gettext(message)


def hotline_link() -> Markup:
    """The number to call: on a phone one touch calls it, unless it is the example."""
    number = escape(settings.HOTLINE)
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    return (
        number if hotline_is_example() else Markup('<a class="govuk-link" href="tel:{}">{}</a>').format(digits, number)
    )


def hotline_is_example() -> bool:
    """Is it a number that nobody can call?"""
    return not settings.HOTLINE.replace(" ", "").replace(".", "").removeprefix("+").isdecimal()


def register_connected() -> bool:
    """Can the population register be asked, so that people need not go to a counter?"""
    return bool(settings.POPULATION_URL)


@cache
def _file(path: str) -> str:
    """The names of a release's files do not change."""
    return static(path)


def say(message: str, **values: Any) -> Markup:
    """What templates call `_`: a message in the page's language; values are escaped.

    A message with values is ours. Without any it may be a title out of a service file: no markup, and "50%" is no hole.
    """
    text = said(message)
    if values:
        return Markup(text) % values  # noqa: S704 - messages come from the source and its catalogues
    if isinstance(text, Markup):
        return text
    return Markup(text.replace("%%", "%").translate(_MARKS))  # noqa: S704 - nothing is left that a browser acts upon


def has_url(*names: str) -> bool:
    """Whether any of these routes exists in this deployment."""
    return any(_reversible(name, get_urlconf()) for name in names)


@cache
def _reversible(name: str, urlconf: str | None) -> bool:
    """Asked a dozen times a page; the addresses of a process do not change."""
    try:
        reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return False
    return True


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this once. Options are Django's; the govuk macros are added under their prefix."""
    options["undefined"] = StrictName
    env = Environment(**options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - Django switches it on
    env.loader = ChoiceLoader(
        [options["loader"], PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    env.install_gettext_callables(said, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {
        "_": say,
        "static": _file if not settings.DEBUG else static,
        "url": url,
        "has_url": has_url,
        "hotline_link": hotline_link,
        "register_connected": register_connected,
        "hotline_is_example": hotline_is_example,
        "get_messages": get_messages,
        "language": translation.get_language,
        "dict": dict,
        "choice_items": widgets.choice_items,
        "first_id": widgets.first_id,
        "error_links": widgets.error_links,
        "date_part": widgets.date_part,
        "track_lines": widgets.track_lines,
    }
    env.filters |= {
        "dong": dong,
        "day": day,
        "moment": moment,
        "training_moment": training_moment,
        "clock_time": clock_time,
        "written": written,
        "inside": inside,
        "number": number,
        "percent": percent,
        "masked": masked,
    }
    return env
