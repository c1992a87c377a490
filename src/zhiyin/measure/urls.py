"""The pages of `measure`."""

from django.urls import URLPattern, path

from zhiyin.measure.pages import ask, metrics

app_name = "measure"
urlpatterns: list[URLPattern] = [
    path("insight/", ask.ask_page, name="ask"),
    path("insight/download", ask.download_page, name="download"),
    path("insight/metrics", metrics.metrics_page, name="metrics"),
]
