from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "motcua.authoring"
