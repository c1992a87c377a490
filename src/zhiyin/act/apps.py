from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "zhiyin.act"
    label = "act"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pass
