"""Every address of the product."""

from django.urls import include, path
from django.views.i18n import set_language

from zhiyin.accounts.pages.preferences import set_theme
from zhiyin.server.api_routes import api
from zhiyin.server.pages import health

handler400 = "zhiyin.server.errors.bad_request"
handler404 = "zhiyin.server.errors.not_found"
handler500 = "zhiyin.server.errors.server_error"

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("language", set_language, name="set-language"),
    path("theme", set_theme, name="set-theme"),
    path("api/v1/", api.urls),
    path("", include("zhiyin.accounts.urls")),
    path("", include("zhiyin.understand.urls")),
    path("", include("zhiyin.customers.urls")),
    path("", include("zhiyin.journeys.urls")),
    path("", include("zhiyin.collect.urls")),
    path("", include("zhiyin.measure.urls")),
    path("", include("zhiyin.contact.urls")),
    path("", include("zhiyin.act.urls")),
    path("", include("zhiyin.desk.urls")),
]
