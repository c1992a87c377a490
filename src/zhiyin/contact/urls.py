"""The pages of `contact`."""

from django.urls import URLPattern

app_name = "contact"
urlpatterns: list[URLPattern] = []
