from django.urls import path

from motcua.transparency import views

app_name = "transparency"
_MINE = "tai-khoan/ai-da-xem/"
_DESK = "ban-lam-viec/hoi-dap/"
urlpatterns = [
    path(_MINE, views.views, name="views"),
    path(f"{_MINE}<int:entry>/", views.view, name="view"),
    path(f"{_MINE}<int:entry>/hoi/", views.ask, name="ask"),
    path(_DESK, views.inquiries, name="inquiries"),
    path(f"{_DESK}<int:pk>/", views.inquiry, name="inquiry"),
]
