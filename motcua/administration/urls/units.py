from collections.abc import Callable

from django.http import HttpResponseBase

from motcua.administration.views import units

# (what follows /quan-tri/, view, name)
ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("don-vi/", units.units, "units"),
    ("don-vi/<int:pk>/", units.unit, "unit_page"),
    ("don-vi/<int:pk>/doi-ten/", units.rename, "unit_rename"),
    ("don-vi/<int:pk>/chuyen/", units.move, "unit_move"),
    ("don-vi/<int:pk>/ket-thuc/", units.end, "unit_end"),
    ("don-vi/<int:pk>/nhap/", units.take_in, "unit_take_in"),
    ("don-vi/<int:pk>/lap/", units.new, "unit_new"),
    ("don-vi/<int:pk>/ke-thua/<int:successor>/", units.inherit, "unit_inherit"),
    ("don-vi/<int:pk>/huy/<int:change>/", units.call_off, "unit_call_off"),
]
