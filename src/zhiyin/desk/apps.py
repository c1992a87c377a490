from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "zhiyin.desk"
    label = "desk"
