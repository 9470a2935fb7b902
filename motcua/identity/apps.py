from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class IdentityConfig(AppConfig):
    name = "motcua.identity"

    def ready(self) -> None:
        # Django would stamp last_login with the world's clock, outside any command; commands.sessions.begin does it.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
