from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "zhiyin.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import zhiyin.contact.reactions  # noqa: PLC0415  (registers itself)
        import zhiyin.contact.retention  # noqa: PLC0415  (registers itself)
        import zhiyin.contact.rights  # noqa: PLC0415  (registers itself)
        import zhiyin.contact.sending.loops  # noqa: F401, PLC0415  (registers itself)
