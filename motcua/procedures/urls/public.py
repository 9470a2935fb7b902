"""Public addresses: a procedure by its code, open data, the badge for other sites."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import register_converter

from motcua.procedures.rules import codes
from motcua.procedures.views import public, public_data


class CodeConverter:
    """A procedure's code, small letters too; the two digits of its online service lead to the procedure."""

    regex = r"[123]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Za-z][0-9]{2})?(?:\.[0-9]{2})?"

    def to_python(self, value: str) -> str:
        return codes.parse(value).procedure

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "procedure")

# (whole route, view, name)
ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("thu-tuc/<procedure:code>/", public.procedure, "procedure"),
    ("thu-tuc/<procedure:code>/ban/<int:n>/", public.wording, "wording"),
    ("thu-tuc/<procedure:code>/du-lieu.jsonld", public.linked, "linked"),
    ("du-lieu-mo/", public_data.about, "open_data"),
    ("du-lieu-mo/thu-tuc.csv", public_data.as_csv, "open_csv"),
    ("du-lieu-mo/thu-tuc.json", public_data.as_json, "open_json"),
    ("nhung/", public_data.embedding, "embedding"),
    ("nhung/nut.svg", public_data.badge, "badge"),
]
