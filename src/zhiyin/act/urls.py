"""The pages of `act`."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

app_name = "act"
urlpatterns: list[URLPattern] = [
    path("act/", RedirectView.as_view(pattern_name="act:cases"), name="act"),
    path("act/cases", RedirectView.as_view(pattern_name="act:cases"), name="cases"),
    path("act/cases/<int:case_id>", RedirectView.as_view(pattern_name="act:cases"), name="case"),
]
