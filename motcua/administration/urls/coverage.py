from collections.abc import Callable

from django.http import HttpResponseBase

from motcua.administration.views import coverage

# (what follows /quan-tri/, view, name)
ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("do-phu/", coverage.coverage, "coverage"),
    ("do-phu/don-vi/<str:identifier>/", coverage.unit, "coverage_unit"),
    ("do-phu/danh-sach/<slug:which>/", coverage.behind, "coverage_list"),
    ("do-phu/xuat/", coverage.export, "coverage_export"),
    ("do-phu/nhac/", coverage.remind, "coverage_remind"),
]
