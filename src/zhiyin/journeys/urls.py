"""The pages of `journeys`."""

from django.urls import URLPattern, path

from zhiyin.journeys.pages import personas

app_name = "journeys"
urlpatterns: list[URLPattern] = [
    path("customers/personas", personas.personas, name="personas"),
    path("customers/personas/new", personas.new_persona, name="new-persona"),
    path("customers/personas/<slug:code>", personas.persona, name="persona"),
    path("customers/personas/<slug:code>/delete", personas.delete, name="delete-persona"),
]
