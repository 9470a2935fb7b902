from motcua.procedures.views import admin, admin_import, admin_late, admin_steps
from motcua.shell.access import View

_HERE = "quan-tri/thu-tuc/"
# (what follows /quan-tri/thu-tuc/, view, name)
_OWN: list[tuple[str, View, str]] = [
    ("", admin.records, "admin"),
    ("moi/", admin.new, "admin_new"),
    ("cham/", admin_late.late, "late"),
    ("nhap-tep/", admin_import.imports, "imports"),
    ("nhap-tep/mau.xlsx", admin_import.template, "import_template"),
    ("nhap-tep/<int:pk>/", admin_import.one, "import"),
    ("quyet-dinh/", admin_steps.all_decisions, "decisions"),
    ("quyet-dinh/moi/", admin_steps.decide, "decision_new"),
    ("<int:pk>/", admin.record, "admin_record"),
    ("<int:pk>/phan/<slug:slug>/", admin.section, "admin_section"),
    ("<int:pk>/viec/<slug:word>/", admin_steps.step, "admin_step"),
    ("<int:pk>/duyet/", admin_steps.judge, "admin_judge"),
    ("<int:pk>/cong-khai/", admin_steps.publish, "admin_publish"),
    ("<int:pk>/bai-bo/", admin_steps.abolish, "admin_abolish"),
    ("<int:pk>/van-ban/", admin_steps.order, "admin_order"),
    ("<int:pk>/van-ban/<int:order>/ket-thuc/", admin_steps.end_order, "admin_order_end"),
]
# (whole route, view, name)
ROUTES = [(f"{_HERE}{route}", view, name) for route, view, name in _OWN]
