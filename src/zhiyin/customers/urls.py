"""Addresses of the customers' room."""

from django.urls import URLPattern, path

from zhiyin.customers.pages import consent, preference_centre, retention

app_name = "customers"

urlpatterns: list[URLPattern] = [
    path("p/<str:token>", preference_centre.preferences, name="preferences"),
    path("customers/consent", consent.purposes, name="purposes"),
    path("customers/consent/<slug:code>", consent.purpose, name="purpose"),
    path("customers/consent/<slug:code>/switch", consent.switch_purpose, name="switch-purpose"),
    path("customers/retention", retention.retention, name="retention"),
    path("customers/<int:customer_id>/consent", consent.consent, name="consent"),
    path("customers/<int:customer_id>/stop", consent.stop_contact, name="stop-contact"),
]
