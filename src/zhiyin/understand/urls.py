"""Addresses of understanding people."""

from django.urls import URLPattern, path

from zhiyin.understand.pages import people_models

app_name = "understand"

urlpatterns: list[URLPattern] = [
    path("customers/models", people_models.models, name="models"),
    path("customers/models/progress", people_models.progress, name="progress"),
    path("customers/models/terms", people_models.terms, name="terms"),
    path("customers/models/judge", people_models.judge_now, name="judge-now"),
    path("customers/models/<slug:code>", people_models.model, name="model"),
]
