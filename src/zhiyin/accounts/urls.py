"""The pages of `accounts`."""

from django.urls import URLPattern, path

from zhiyin.accounts.pages import (
    audit,
    keys,
    profile,
    settings,
    sign_in,
    unit_dates,
    unit_import,
    units,
    unsorted,
    users,
)

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile", profile.profile, name="profile"),
    path("settings/password", profile.password, name="password"),
    path("settings/users", users.users, name="users"),
    path("settings/users/add", users.add_user, name="add-user"),
    path("settings/users/<str:user_id>", users.user, name="user"),
    path("settings/users/<str:user_id>/roles", users.add_role, name="add-role"),
    path("settings/users/<str:user_id>/roles/<str:grant_id>/remove", users.remove_role, name="remove-role"),
    path("settings/users/<str:user_id>/password", users.new_password, name="new-password"),
    path("settings/users/<str:user_id>/deactivate", users.deactivate, name="deactivate-user"),
    path("settings/users/<str:user_id>/reactivate", users.reactivate, name="reactivate-user"),
    path("settings/units", units.units, name="units"),
    path("settings/units/add", units.new_unit, name="add-unit"),
    path("settings/units/import", unit_import.import_units, name="import-units"),
    path("settings/units/unsorted", unsorted.unsorted, name="unsorted"),
    path("settings/units/brands", unsorted.new_brand, name="add-brand"),
    path("settings/units/brands/<str:word_id>/remove", unsorted.drop_brand, name="remove-brand"),
    path("settings/units/unsorted/<str:unit_id>", unsorted.place, name="place-unit"),
    path("settings/units/<str:unit_id>", units.unit, name="unit"),
    path("settings/units/<str:unit_id>/move", units.move, name="move-unit"),
    path("settings/units/<str:unit_id>/close", unit_dates.close, name="close-unit"),
    path("settings/units/<str:unit_id>/reopen", unit_dates.reopen, name="reopen-unit"),
    path("settings/units/<str:unit_id>/ownership", unit_dates.ownership, name="unit-ownership"),
    path("settings/units/<str:unit_id>/opening", unit_dates.opening, name="unit-opening"),
    path("settings/units/<str:unit_id>/split", unit_dates.split, name="split-unit"),
    path("settings/units/<str:unit_id>/aliases", units.new_alias, name="add-alias"),
    path("settings/units/<str:unit_id>/aliases/<str:alias_id>/remove", units.drop_alias, name="remove-alias"),
    path("settings/keys", keys.keys, name="keys"),
    path("settings/keys/add", keys.new_key, name="add-key"),
    path("settings/keys/<str:key_id>/revoke", keys.revoke_key, name="revoke-key"),
    path("settings/audit", audit.audit, name="audit"),
    path("settings/audit/download", audit.download, name="download-audit"),
]
