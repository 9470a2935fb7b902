from django.urls import path

from motcua.notices import views

app_name = "notices"
urlpatterns = [
    path("hop-thu/", views.inbox, name="inbox"),
    path("hop-thu/doc-het/", views.read_all, name="read_all"),
    path("hop-thu/<int:pk>/", views.read, name="read"),
    path("hop-thu-di/", views.outbox, name="outbox"),
]
