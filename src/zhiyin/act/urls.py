"""The pages of `act`."""

from django.urls import URLPattern

app_name = "act"
urlpatterns: list[URLPattern] = []
