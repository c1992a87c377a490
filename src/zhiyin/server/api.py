"""`/api/v1`: the rooms' routers put together, with one way to authenticate and one shape for errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from zhiyin.accounts.endpoints.authentication import authentication
from zhiyin.journal.errors import ZhiyinError
from zhiyin.server.errors import PROBLEM, error_response, problem

PROBLEM_STATUSES = ("400", "401", "403", "404", "409", "413", "415", "422", "429")


class ZhiyinAPI(NinjaAPI):
    """Documents the problem bodies that every operation may answer with."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
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
    response = problem(
        request, 401, "unauthenticated", "Send a valid API key: Authorization: Bearer zy_live_…"
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {
            "pointer": "/" + "/".join(str(part) for part in e["loc"][2:] or e["loc"]),
            "detail": e["msg"],
            "type": e["type"],
        }
        for e in error.errors
    ]
    return problem(request, 422, "invalid", "Some of the data given cannot be used.", errors=errors)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, error.status_code, "bad_request", str(error))


def add(prefix: str, router: Router) -> None:
    """Put a room's router under /api/v1/<prefix>."""
    api.add_router(prefix, router, tags=[prefix.strip("/")])
