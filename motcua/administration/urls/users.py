from collections.abc import Callable

from django.http import HttpResponseBase

from motcua.administration.views import adding, blocks, leaving, person, users, waiting

# (what follows /quan-tri/, view, name)
ROUTES: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
    ("can-bo/", users.users, "users"),
    ("can-bo/tim/", users.search, "users_search"),
    ("can-bo/goi-y-don-vi/", users.suggest, "users_suggest"),
    ("can-bo/xuat/", users.export, "users_export"),
    ("can-bo/them/", adding.add, "add"),
    ("can-bo/them/tim/", adding.find, "add_find"),
    ("can-bo/them/luu/", adding.save, "add_save"),
    ("can-bo/<int:membership>/", person.person, "person"),
    ("can-bo/<int:membership>/don-vi/", blocks.unit, "unit"),
    ("can-bo/<int:membership>/quyen/", blocks.rights, "rights"),
    ("can-bo/<int:membership>/dich-vu/", blocks.services, "services"),
    ("can-bo/<int:membership>/kich-hoat/", person.activate, "activate"),
    ("can-bo/<int:membership>/khoa/", person.deactivate, "deactivate"),
    ("can-bo/<int:membership>/lam-thay/", leaving.stand_in, "stand_in"),
    ("can-bo/<int:membership>/ket-thuc/", leaving.leave, "leave"),
    ("quyen/<int:grant>/ket-thuc/", person.end_grant, "end_grant"),
    ("lam-thay/", leaving.stand_ins, "stand_ins"),
    ("can-duyet/", waiting.approvals, "approvals"),
    ("can-duyet/<int:grant>/", waiting.approve, "approve"),
    ("lau-khong-dung/", waiting.unused, "unused"),
    ("lau-khong-dung/ket-thuc/", waiting.end_unused, "end_unused"),
]
