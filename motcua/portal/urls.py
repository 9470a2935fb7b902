"""All addresses of the portal."""

from django.urls import URLPattern, URLResolver, include, path

from motcua.identity.urls import unnamed
from motcua.portal import views
from motcua.portal.api import api
from motcua.portal.views import searching, sitemaps

own = [
    path("", views.home, name="home"),
    path("vao/", views.inside, name="inside"),
    path("thu-tuc/", searching.services, name="services"),
    path("thu-tuc/linh-vuc/", searching.fields, name="fields"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<int:n>.xml", sitemaps.part, name="sitemap_part"),
    path("thu-tuc/<slug:slug>/", views.service, name="service"),
    path("thu-tuc/<slug:slug>/mau/<slug:key>.xlsx", views.list_template, name="list_template"),
    path("tra-cuu/", views.look_up, name="lookup"),
    path("tro-giup/", views.help_page, name="help"),
    path("kha-nang-tiep-can/", views.accessibility, name="accessibility"),
    path("tinh-trang/", views.status, name="status"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("motcua.shell.urls")),
    path("", include("motcua.identity.urls")),
    *unnamed,
    path("", include("motcua.agencies.urls")),
    path("", include("motcua.notices.urls")),
    path("", include("motcua.openid.urls")),
    path("", include("motcua.dossiers.urls")),
    path("", include("motcua.desk.urls")),
    path("", include("motcua.transparency.urls")),
    path("", include("motcua.administration.urls")),
    path("", include("motcua.procedures.urls")),
    path("", include("motcua.authoring.urls")),
    path("", include("motcua.counter.urls")),
    path("api/v1/", api.urls),
    path("", include((own, "portal"))),
]

handler400 = "motcua.shell.views.bad_request"
handler403 = "motcua.shell.views.forbidden"
handler404 = "motcua.shell.views.not_found"
handler500 = "motcua.shell.views.broken"
