"""Addresses of the drafts of services, all under /quan-tri/dich-vu/."""

from django.urls import path

from motcua.authoring.views import deciding, drafts, trying

app_name = "authoring"
_HERE = "quan-tri/dich-vu/"
_ONE = f"{_HERE}<int:pk>/"
urlpatterns = [
    path(_HERE, drafts.drafts, name="drafts"),
    path(f"{_HERE}moi/", drafts.new, name="new"),
    path(f"{_HERE}phien-ban/<int:version>/", drafts.version, name="version"),
    path(_ONE, drafts.draft, name="draft"),
    path(f"{_ONE}sua/", drafts.edit, name="edit"),
    path(f"{_ONE}tep.yaml", drafts.download, name="download"),
    path(f"{_ONE}quy-trinh/", drafts.flow, name="flow"),
    path(f"{_ONE}trinh/", deciding.submit, name="submit"),
    path(f"{_ONE}lay-lai/", deciding.take_back, name="take_back"),
    path(f"{_ONE}bo/", deciding.withdraw, name="withdraw"),
    path(f"{_ONE}so-sanh/", deciding.compare, name="compare"),
    path(f"{_ONE}cong-bo/", deciding.publish, name="publish"),
    path(f"{_ONE}tra-lai/", deciding.give_back, name="give_back"),
    path(f"{_ONE}thu/", trying.tasks, name="trial"),
    path(f"{_ONE}thu/kiem-tra/", trying.check, name="trial_check"),
    path(f"{_ONE}thu/xoa/", trying.clear, name="trial_clear"),
    path(f"{_ONE}thu/<slug:section>/<slug:page>/", trying.page, name="trial_page"),
]
