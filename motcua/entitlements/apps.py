from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "motcua.entitlements"
