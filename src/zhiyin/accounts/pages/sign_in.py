"""Signing in and out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, credentials: dict[str, str], *args: object, **kwargs: object
) -> HttpResponse:
    """Too many wrong passwords: say so, and for how long."""
    return render(request, "accounts/locked.html", status=429)
