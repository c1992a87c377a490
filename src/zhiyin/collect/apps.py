from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "zhiyin.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.collect.background  # noqa: PLC0415  (registers itself)
        import zhiyin.collect.events  # noqa: PLC0415  (registers itself)
        import zhiyin.collect.queries.heard  # noqa: PLC0415  (registers itself)
        import zhiyin.collect.queries.met  # noqa: PLC0415  (registers itself)
        import zhiyin.collect.reactions  # noqa: PLC0415  (registers itself)
        import zhiyin.collect.retention  # noqa: PLC0415  (registers itself)
        import zhiyin.collect.rights  # noqa: F401, PLC0415  (registers itself)
