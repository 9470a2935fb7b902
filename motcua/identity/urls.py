from django.urls import path

from motcua.identity.views import sign_in as views

app_name = "identity"
urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/ngon-ngu/", views.language, name="language"),
    path("thu-nghiem/", views.demo, name="demo"),
]
