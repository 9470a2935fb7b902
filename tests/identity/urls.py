from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from motcua.identity.urls import unnamed
from motcua.shell.access import signed_in


@signed_in
def form_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.session.get('capacity', '-')}")


urlpatterns = [
    path("", include("motcua.identity.urls")),
    *unnamed,
    path("", include("motcua.agencies.urls")),
    path("", include("motcua.notices.urls")),
    path("", include("motcua.shell.urls")),
    path("bieu-mau/", form_page),
    path("", lambda request: HttpResponse("home")),
]
