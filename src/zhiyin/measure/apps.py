from django.apps import AppConfig


class MeasureConfig(AppConfig):
    name = "zhiyin.measure"
    label = "measure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.measure.feeding.loops  # noqa: PLC0415  (registers itself)
        import zhiyin.measure.reactions  # noqa: PLC0415  (registers itself)
        import zhiyin.measure.rights  # noqa: F401, PLC0415  (registers itself)
