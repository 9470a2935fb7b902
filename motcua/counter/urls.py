from django.urls import path

from motcua.counter.views import demands, filed, filing, people

app_name = "counter"
urlpatterns = [
    path("quay/", people.home, name="home"),
    path("quay/nguoi/<uuid:subject>/", people.person, name="person"),
    path("quay/nguoi/<uuid:subject>/phieu/", people.slip, name="slip"),
    path("quay/nguoi/<uuid:subject>/bat-dau/<slug:slug>/", people.begin, name="begin"),
    path("quay/ho-so/<slug:ref>/", filing.dossier, name="dossier"),
    path("quay/ho-so/<slug:ref>/giay-to/<slug:key>/", filing.scan, name="scan"),
    path("quay/ho-so/<slug:ref>/ban-quet/<int:pk>/", filing.scanned, name="scanned"),
    path("quay/ho-so/<slug:ref>/ban-quet/<int:pk>/tep.pdf", filing.scan_file, name="scan_file"),
    path("quay/ho-so/<slug:ref>/gui-ma/", filing.ask, name="ask"),
    path("quay/ho-so/<slug:ref>/ma/", filing.confirm, name="confirm"),
    path("quay/da-nop/<slug:ref>/", filed.filed, name="filed"),
    path("quay/da-nop/<slug:ref>/thu/<slug:key>/", filed.fee, name="fee"),
    path("quay/da-nop/<slug:ref>/van-ban/<int:pk>.pdf", filed.document, name="document"),
    path("quan-tri/yeu-cau-ban-giay/", demands.demands, name="demands"),
    path("quan-tri/yeu-cau-ban-giay/<int:pk>/", demands.settle, name="demand"),
]
