from django.urls import path

from motcua.dossiers.views import checking, drafts, following, keeping, lists, papers, postings

app_name = "dossiers"
urlpatterns = [
    path("ho-so/", following.mine, name="mine"),
    path("ho-so/moi/<slug:slug>/", drafts.begin, name="begin"),
    path("ho-so/da-giu/", keeping.kept, name="kept"),
    path("ho-so/da-giu/rut/", keeping.withdraw, name="withdraw_keeping"),
    path("ho-so/da-giu/xoa/<str:name>/", keeping.forget, name="forget"),
    path("niem-yet/", postings.posted, name="postings"),
    path("niem-yet/<int:pk>/", postings.posting, name="posting"),
    path("ho-so/<slug:ref>/", following.dossier, name="dossier"),
    path("ho-so/<slug:ref>/muc/<slug:section>/", drafts.section, name="section"),
    path("ho-so/<slug:ref>/muc/<slug:section>/<slug:page>/", drafts.page, name="page"),
    path("ho-so/<slug:ref>/muc/<slug:section>/<slug:page>/luu/", drafts.autosave, name="autosave"),
    path("ho-so/<slug:ref>/chua-du-dieu-kien/<slug:question>/", drafts.exit_page, name="exit"),
    path("ho-so/<slug:ref>/danh-sach/", lists.workers, name="list"),
    path("ho-so/<slug:ref>/danh-sach/mau.xlsx", lists.template, name="list_template"),
    path("ho-so/<slug:ref>/danh-sach/danh-sach.xlsx", lists.export, name="list_export"),
    path("ho-so/<slug:ref>/danh-sach/dong-moi/", lists.new_row, name="new_row"),
    path("ho-so/<slug:ref>/danh-sach/dong/<int:n>/", lists.row, name="row"),
    path("ho-so/<slug:ref>/danh-sach/dong/<int:n>/xoa/", lists.remove_row, name="remove_row"),
    path("ho-so/<slug:ref>/danh-sach/xoa/", lists.clear, name="clear_list"),
    path("ho-so/<slug:ref>/giay-to/", papers.papers, name="papers"),
    path("ho-so/<slug:ref>/giay-to/<int:pk>/", papers.paper, name="paper"),
    path("ho-so/<slug:ref>/giay-to/<int:pk>/xoa/", papers.remove, name="remove_paper"),
    path("ho-so/<slug:ref>/kiem-tra/", checking.check, name="check"),
    path("ho-so/<slug:ref>/nop/", checking.submit, name="submit"),
    path("ho-so/<slug:ref>/da-nop/", following.confirmation, name="confirmation"),
    path("ho-so/<slug:ref>/bo-sung/", following.supplement, name="supplement"),
    path("ho-so/<slug:ref>/rut/", following.withdraw, name="withdraw"),
    path("ho-so/<slug:ref>/doi-ban-giay/", following.demand_paper, name="demand_paper"),
    path("ho-so/<slug:ref>/xoa/", drafts.discard, name="discard"),
    path("ho-so/<slug:ref>/van-ban/<int:pk>.pdf", papers.document, name="document"),
]
