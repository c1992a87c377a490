from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "zhiyin.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.customers.background  # noqa: PLC0415  (registers itself)
        import zhiyin.customers.events  # noqa: PLC0415  (registers itself)
        import zhiyin.customers.reactions  # noqa: PLC0415  (registers itself)
        import zhiyin.customers.retention  # noqa: PLC0415  (registers itself)
        import zhiyin.customers.rights  # noqa: F401, PLC0415  (registers itself)
