"""Who speaks to us. Keys are random so that their order says nothing about a person."""

import secrets
from typing import Any

from django.db import models


def random_key() -> int:
    """A positive 63-bit integer that tells nothing."""
    return secrets.randbits(63)


class Account(models.Model):
    """A company that is our customer."""

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, unique=True)


class Customer(models.Model):
    """A person who is or may become our customer."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    name = models.CharField(max_length=100, blank=True)
    tier = models.CharField(max_length=30, blank=True)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)


class Identity(models.Model):
    """One key by which we know a customer. The kind matters: a WeCom id is not a nickname."""

    KINDS = ("customer_number", "mobile", "email", "wecom", "openid", "unionid", "device")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=190)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="identity_once")]


class OptOut(models.Model):
    """A customer, or an address, that must not be written to. Immediate and global."""

    address = models.CharField(max_length=190, unique=True)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=100, blank=True)


class Segment(models.Model):
    """A named group of customers."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    criteria = models.TextField(blank=True)


class Membership(models.Model):
    """A customer's time in a segment."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
