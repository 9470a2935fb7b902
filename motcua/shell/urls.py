"""Addresses that belong to no room."""

from django.urls import path

from motcua.shell import views

app_name = "shell"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("ngon-ngu/", views.language, name="language"),
    path("phien/o-lai/", views.stay, name="stay"),
]
