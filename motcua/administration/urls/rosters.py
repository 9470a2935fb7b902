from collections.abc import Callable

from django.http import HttpResponseBase

from motcua.administration.views import invitations, rosters

# (what follows /quan-tri/, view, name)
ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("danh-sach/", rosters.home, "rosters"),
    ("danh-sach/moi/", rosters.new, "roster_new"),
    ("danh-sach/<int:pk>/", rosters.roster, "roster"),
    ("danh-sach/<int:pk>/ap-dung/", rosters.apply, "roster_apply"),
    ("danh-sach/<int:pk>/bo/", rosters.drop, "roster_drop"),
    ("danh-sach/<int:pk>/bao-cao.xlsx", rosters.report, "roster_report"),
    ("mau/<slug:kind>.<slug:ext>", rosters.form, "roster_form"),
    ("hien-tai/<slug:kind>.<slug:ext>", rosters.current, "roster_current"),
    ("moi-dang-ky/", invitations.invitations, "invitations"),
    ("moi-dang-ky/moi/", invitations.invite, "invite"),
    ("moi-dang-ky/<int:pk>/", invitations.invitation, "invitation"),
    ("moi-dang-ky/<int:pk>/<slug:name>/", invitations.act, "invitation_act"),
]
