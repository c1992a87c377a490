"""Companies that are customers, and who speaks for them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhiyin.customers.models.people import Customer


class Account(models.Model):
    """A company that is our customer."""

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, unique=True)
    tier = models.CharField(max_length=30, blank=True)
    industry = models.CharField(max_length=60, blank=True)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    acquisition_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    contract_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # a year
    renews_on = models.DateField(null=True)
    unit_path = models.CharField(max_length=255, blank=True)  # whose customer it is; "" = everybody's
    created_at = models.DateTimeField(default=timezone.now)


class AccountContact(models.Model):
    """A person's part in a company: who decides, who uses, who pays."""

    ROLES = ("decision_maker", "buyer", "user", "technical", "finance", "champion", "other")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="accounts")
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "customer", "role"], condition=Q(until__isnull=True), name="contact_once"
            )
        ]
