"""Addresses of the administration, all under /quan-tri/."""

from django.urls import path

from motcua.administration.urls import coverage, explaining, rosters, units, users

app_name = "administration"
urlpatterns = [
    path(f"quan-tri/{route}", view, name=name)
    for part in (users, rosters, coverage, explaining, units)
    for route, view, name in part.ROUTES
]
