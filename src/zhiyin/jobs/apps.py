from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zhiyin.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
