from collections.abc import Callable

from django.http import HttpResponseBase

from motcua.administration.views import explaining, journal

# (what follows /quan-tri/, view, name)
ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("vi-sao/", explaining.find, "explain_find"),
    ("vi-sao/ai-xem/", explaining.viewers, "viewers"),
    ("vi-sao/<int:membership>/", explaining.explain, "explain"),
    ("can-bo/<int:membership>/phieu/", explaining.sheet, "sheet"),
    ("quyen-cua-toi/", explaining.mine, "mine"),
    ("nhat-ky/", journal.journal, "journal"),
    ("nhat-ky/xuat/", journal.export, "journal_export"),
]
