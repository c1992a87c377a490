"""A person as sources know them: nodes and their keys, the merges that join nodes, what was said of each."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def random_key() -> int:
    """A positive 63-bit integer that tells nothing."""
    return secrets.randbits(63)


class Customer(models.Model):
    """A person as one source key knows them. Records keep the customer they came in under, for ever.

    Customers that are one person share `person_id`: the id of the one that survives. Of that one alone, `name`,
    `tier`, `language`, `born_on` and `attributes` hold what was said of all of them (see Told); the others' are
    not looked at while the merge lasts.
    """

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    person_id = models.BigIntegerField(db_index=True)
    is_known = models.BooleanField(default=True)  # by more than a device
    name = models.CharField(max_length=100, blank=True, db_index=True)
    tier = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # {name: value}
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="customer_person", condition=Q(person_id=F("id"))),
            models.Index(fields=["tier"], name="customer_tier"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.person_id is None:
            self.person_id = self.id
        super().save(*args, **kwargs)


class Told(models.Model):
    """What each source says of a customer, and since when: {field: {source: [value, "2026-11-22T13:00:00Z"]}}.

    The source "person" is somebody who corrected it here; that wins over every other source.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="told")
    said: "models.JSONField[Any, Any]" = models.JSONField(default=dict)


class Identity(models.Model):
    """One key by which we know a customer. The kind matters: a WeCom id is not a nickname.

    The value itself is sealed; it is found again by its keyed digest (customers.keys).
    """

    KINDS = ("customer_number", "mobile", "email", "wecom", "openid", "unionid", "device")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20)
    scope = models.CharField(max_length=60, blank=True)  # the app of an OpenID, the system of a number
    digest = models.BinaryField(max_length=16, unique=True)
    sealed = models.BinaryField(max_length=300)
    is_shared = models.BooleanField(default=False)  # many people's: it tells nobody apart
    source = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField(default=timezone.now)
    # keyed marks of the first different names that it came with, 8 bytes each: with a third it is many people's
    names_seen = models.BinaryField(max_length=24, default=b"")


class Trait(models.Model):
    """Keyed digest of something (a whole name with a birthday …) under which alike persons are looked for."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)
    digest = models.BinaryField(max_length=8, db_index=True)


class Merge(models.Model):
    """Why two customers are one person. Undoing it restores exactly what was: nothing was overwritten."""

    RULES = ("stated_together", "same_unionid", "person")

    left = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    # {"links": [[identity ids at the left], [at the right]] of each row, "source", "reference", "stated_at"}: no values
    evidence: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_why = models.CharField(max_length=300, blank=True)
    undone_for = models.BigIntegerField(null=True)  # the identity that turned out to be many people's


class Apart(models.Model):
    """Two customers that somebody said are different people: no rule joins them, nobody is asked again."""

    left = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="apart_once")]


class Suggestion(models.Model):
    """Two customers that may be one person, with what speaks for and against it. A person decides."""

    left = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()  # 0..1, only to put the queue in order
    evidence: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # [{"code", "for": true, "data"}]
    state = models.CharField(max_length=10, default="open")  # open, joined, refused, stale
    at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="suggestion_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-score"], name="suggestion_queue")
        ]


class Preference(models.Model):
    """What a customer wants or cannot do, in a form that processes honour."""

    CODES = ("language", "channel", "hours", "not_on_days", "drink", "food", "seat", "other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="preferences")
    code = models.CharField(max_length=20)
    # by code: "en"; "sms"; {"from": "09:00", "until": "18:00"}; {"days": [14, 15, 16]} of each month; text
    value: "models.JSONField[Any, Any]" = models.JSONField()
    note = models.CharField(max_length=300, blank=True)  # "closes books on the 15th"
    source = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)


class Interest(models.Model):
    """Something a customer likes to hear of."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="interests")
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="interest_once")]


class ImportantDate(models.Model):
    """A day that comes again each year, by the sun or by the moon."""

    KINDS = ("birthday", "anniversary", "joined", "contract_end", "other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=60, blank=True)
    is_lunar = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField(null=True)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    is_leap_month = models.BooleanField(default=False)
    source = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
