"""The provider's addresses are those that VNConnect had, so that portals change their host only."""

from django.urls import path

from motcua.openid import api
from motcua.openid.views import authorize, clients, logout, sharing

app_name = "openid"
urlpatterns = [
    path(".well-known/openid-configuration", api.discovery, name="discovery"),
    path("oauth2/authorize", authorize.authorize, name="authorize"),
    path("oauth2/dong-y/", authorize.agree, name="agree"),
    path("oauth2/token", api.token, name="token"),
    path("oauth2/userinfo", api.userinfo, name="userinfo"),
    path("oauth2/revoke", api.revoke, name="revoke"),
    path("oauth2/jwks", api.jwks, name="jwks"),
    path("oauth2/logout", logout.logout, name="logout"),
    path("oauth2/dang-xuat/", logout.leave, name="leave"),
    path("tai-khoan/cong-khac/", sharing.sharing, name="consents"),
    path("tai-khoan/cong-khac/<int:pk>/rut-lai/", sharing.withdraw, name="withdraw"),
    path("quan-tri/cong-ket-noi/", clients.clients, name="clients"),
    path("quan-tri/cong-ket-noi/them/", clients.new_client, name="new_client"),
    path("quan-tri/cong-ket-noi/<slug:client_id>/", clients.client, name="client"),
    path("quan-tri/cong-ket-noi/<slug:client_id>/ma-bi-mat/", clients.new_secret, name="new_secret"),
    path("quan-tri/cong-ket-noi/<slug:client_id>/bat-tat/", clients.switch, name="switch"),
]
