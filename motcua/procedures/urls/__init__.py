"""Addresses of the national database: the officers' under /quan-tri/thu-tuc/, the public ones as they are."""

from django.urls import path

from motcua.procedures.urls import admin, public

app_name = "procedures"
urlpatterns = [path(route, view, name=name) for part in (admin, public) for route, view, name in part.ROUTES]
