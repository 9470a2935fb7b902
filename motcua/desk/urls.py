from django.urls import path

from motcua.desk.views import acting, asking, beginning, charging, dossier, holding, inside, queues, rows, serving

app_name = "desk"
_FILE = "ban-lam-viec/ho-so/<str:code>/"
urlpatterns = [
    path("ban-lam-viec/", queues.home, name="home"),
    path("ban-lam-viec/hang/<slug:which>/", queues.queue, name="queue"),
    path("ban-lam-viec/hang/<slug:which>/xuat.xlsx", queues.export, name="queue_export"),
    path("ban-lam-viec/hang/<slug:which>/luu-bo-loc/", queues.save_filter, name="save_filter"),
    path("ban-lam-viec/bo-loc/", queues.filters, name="filters"),
    path("ban-lam-viec/bo-loc/<int:pk>/xoa/", queues.remove_filter, name="remove_filter"),
    path("ban-lam-viec/lap-danh-sach/", beginning.begin, name="begin"),
    path(_FILE, dossier.dossier, name="dossier"),
    path(f"{_FILE}danh-sach/", rows.rows, name="rows"),
    path(f"{_FILE}danh-sach/xuat.xlsx", rows.export, name="rows_export"),
    path(f"{_FILE}danh-sach/<int:n>/", rows.row, name="row"),
    path(f"{_FILE}van-ban/", dossier.documents_page, name="documents"),
    path(f"{_FILE}van-ban/<int:pk>.pdf", serving.document, name="document"),
    path(f"{_FILE}giay-to/<int:pk>/", serving.paper, name="paper"),
    path(f"{_FILE}ghi-chu/", dossier.notes, name="notes"),
    path(f"{_FILE}dong-thoi-gian/", dossier.timeline, name="timeline"),
    path(f"{_FILE}buoc/", dossier.steps, name="steps"),
    path(f"{_FILE}nhan/", holding.claim, name="claim"),
    path(f"{_FILE}tra-lai/", holding.release, name="release"),
    path(f"{_FILE}giao/", holding.assign, name="assign"),
    path(f"{_FILE}viec/<slug:action>/", acting.act, name="act"),
    path(f"{_FILE}y-kien/<int:pk>/", asking.opinion, name="opinion"),
    path(f"{_FILE}chuyen-tiep/", inside.onward, name="onward"),
    path(f"{_FILE}tra-lai-trong-co-quan/", inside.backward, name="backward"),
    path(f"{_FILE}thu-tien/<slug:key>/", charging.fee, name="fee"),
    path(f"{_FILE}niem-yet/", charging.post, name="post"),
    path(f"{_FILE}hen-lai/", acting.put_off, name="put_off"),
]
