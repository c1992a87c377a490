from django.apps import AppConfig


class UnderstandConfig(AppConfig):
    name = "zhiyin.understand"
    label = "understand"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.understand.background  # noqa: PLC0415  (registers itself)
        import zhiyin.understand.phrases.themes  # noqa: PLC0415  (registers its notifications)
        import zhiyin.understand.reactions  # noqa: PLC0415  (registers itself)
        import zhiyin.understand.retention  # noqa: PLC0415  (registers itself)
        import zhiyin.understand.rights  # noqa: F401, PLC0415  (registers itself)
