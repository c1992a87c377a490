from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "zhiyin.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyin.accounts.tree_version import connect  # noqa: PLC0415  (models are ready only now)

        connect()
