from django.apps import AppConfig


class OpenidConfig(AppConfig):
    name = "motcua.openid"
