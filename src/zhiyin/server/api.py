"""`/api/v1`: the rooms' routers put together, with one way to authenticate and one shape for errors."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from zhiyin.accounts.endpoints.authentication import authentication
from zhiyin.journal.errors import Forbidden, Invalid, ZhiyinError
from zhiyin.journal.phrases import wrong
from zhiyin.server.errors import PROBLEM, error_response, problem

PROBLEM_STATUSES = ("400", "401", "403", "404", "409", "413", "415", "422", "429")


class ZhiyinAPI(NinjaAPI):
    """Documents the problem bodies that every operation may answer with."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The document, made once a process and prefix: it takes a second, and whoever asks need not sign in."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = self._document(prefix)
        return self._documents[prefix]

    @cached_property
    def _documents(self) -> dict[str, OpenAPISchema]:
        return {}

    def _document(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "instance": {"type": "string"},
                "code": {"type": "string"},
                "errors": {"type": "array", "items": {"type": "object"}},
            },
        }
        body = {
            "description": "Problem",
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for operations in schema["paths"].values():
            for operation in operations.values():
                # ninja's keys are numbers: as JSON they would stand beside ours a second time
                said = {str(status): response for status, response in operation["responses"].items()}
                operation["responses"] = {**dict.fromkeys(PROBLEM_STATUSES, body), **said}
        return schema


api = ZhiyinAPI(
    title="Zhiyin 知音",
    version="1",
    urls_namespace="api",
    auth=authentication,
    docs=Swagger(settings={"validatorUrl": None}),  # else it would ask a host of others
    docs_url="/docs",
    openapi_url="/openapi.json",
)


@api.exception_handler(ZhiyinError)
def _zhiyin_error(request: HttpRequest, error: Any) -> HttpResponse:
    return error_response(request, error)


@api.exception_handler(AuthenticationError)
def _unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:
    detail = _("Send a valid API key: %(header)s") % {"header": "Authorization: Bearer zy_live_…"}
    response = problem(request, 401, "unauthenticated", detail)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {
            "pointer": "/" + "/".join(str(part) for part in e["loc"][2:] or e["loc"]),
            "detail": wrong(e["type"], e.get("ctx", {})),
            "type": e["type"],
        }
        for e in error.errors
    ]
    return problem(request, 422, "invalid", str(Invalid.message), errors=errors)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 400:  # ninja says so of a body alone
        detail = _("The body is no JSON in UTF-8. Correct it and send it again.")
        return problem(request, 400, "bad_request", detail)
    return problem(request, error.status_code, Forbidden.code, str(Forbidden.message))


def add(prefix: str, router: Router) -> None:
    """Put a room's router under /api/v1/<prefix>."""
    api.add_router(prefix, router, tags=[prefix.strip("/")])
