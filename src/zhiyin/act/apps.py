from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "zhiyin.act"
    label = "act"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.act.events  # noqa: PLC0415  (registers itself)
        import zhiyin.act.phrases  # noqa: PLC0415  (registers its notifications)
        import zhiyin.act.reactions  # noqa: PLC0415  (registers itself)
        import zhiyin.act.rights  # noqa: F401, PLC0415  (registers itself)
