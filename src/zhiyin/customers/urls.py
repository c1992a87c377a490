"""Addresses of the customers' room."""

from django.urls import URLPattern, path

from zhiyin.customers.pages import (
    companies,
    consent,
    preference_centre,
    profile,
    requests,
    retention,
    segment_list,
    segments,
    vault,
)

app_name = "customers"

urlpatterns: list[URLPattern] = [
    path("my-data/<str:token>", requests.my_data, name="my-data"),
    path("customers/requests", requests.requests, name="requests"),
    path("customers/requests/<int:request_id>", requests.one, name="request"),
    path("customers/requests/<int:request_id>/file", requests.file, name="request-file"),
    path("customers/erasures/<int:erasure_id>", requests.erasure, name="erasure"),
    path("customers/erasures/<int:erasure_id>/<str:form>", requests.certificate, name="certificate"),
    path("customers/originals/<int:signal_id>", vault.original, name="original"),
    path("customers/<int:customer_id>/rights", requests.rights, name="rights"),
    path("customers/<int:customer_id>/erase", requests.erase, name="erase"),
    path("p/<str:token>", preference_centre.preferences, name="preferences"),
    path("customers/consent", consent.purposes, name="purposes"),
    path("customers/consent/<slug:code>", consent.purpose, name="purpose"),
    path("customers/consent/<slug:code>/switch", consent.switch_purpose, name="switch-purpose"),
    path("customers/segments", segments.segments, name="segments"),
    path("customers/segments/new", segments.new_segment, name="new-segment"),
    path("customers/segments/preview", segments.preview_segment, name="preview-segment"),
    path("customers/segments/<slug:code>", segments.segment, name="segment"),
    path("customers/segments/<slug:code>/change", segments.change_segment, name="change-segment"),
    path("customers/segments/<slug:code>/switch", segments.switch, name="switch-segment"),
    path("customers/segments/<slug:code>/delete", segments.delete, name="delete-segment"),
    path("customers/segments/<slug:code>/list", segment_list.change, name="change-list"),
    path("customers/segments/<slug:code>/undo", segment_list.undo, name="undo-list-change"),
    path("customers/retention", retention.retention, name="retention"),
    path("customers/<int:customer_id>/consent", consent.consent, name="consent"),
    path("customers/<int:customer_id>/stop", consent.stop_contact, name="stop-contact"),
    path("customers/companies", companies.companies, name="companies"),
    path("customers/companies/add", companies.add, name="company-add"),
    path("customers/companies/<int:company_id>/edit", companies.edit, name="company-edit"),
    path("customers/companies/<int:company_id>/remove", companies.remove, name="company-remove"),
    path("customers/companies/<int:company_id>/contacts", companies.add_contact, name="company-contact"),
    path(
        "customers/companies/<int:company_id>/contacts/<int:contact_id>/end",
        companies.end,
        name="company-contact-end",
    ),
    path("customers/<int:customer_id>/profile", profile.profile, name="profile"),
    path("customers/<int:customer_id>/profile/<slug:what>", profile.add, name="profile-add"),
    path(
        "customers/<int:customer_id>/profile/<slug:what>/<int:row_id>/remove",
        profile.remove,
        name="profile-remove",
    ),
]
