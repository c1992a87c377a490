from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "zhiyin.server"
    label = "server"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.server.rights  # noqa: F401, PLC0415  (registers itself)
