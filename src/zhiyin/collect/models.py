"""What customers let us know. All scores live in Answer, and only there."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from zhiyin.accounts.models import Employee, Unit
from zhiyin.customers.models import Account, Customer
from zhiyin.journeys.models import Touchpoint


class Import(models.Model):
    """One file handed over at the door: how it was read, what became of its rows."""

    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, db_index=True)  # SHA-256 of the bytes
    size = models.BigIntegerField(default=0)
    stored_as = models.CharField(max_length=255, blank=True)
    source = models.CharField(max_length=60)
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    layout: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict
    )  # encoding, delimiter, sheet, header row
    state = models.CharField(
        max_length=12, default="uploaded"
    )  # uploaded, running, done, failed, cancelled, undoing, undone
    rows = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)  # rows settled so far: where a killed import goes on
    accepted = models.BigIntegerField(default=0)
    revised = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    # rows that hold nobody's word: {"no_voice": 12, "total_row": 1}
    passed_over: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    problem: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict
    )  # {"code", "data"}, see collect.phrases
    # what undoing it has done so far: {"by", "at", "gone", "restored"}
    undone: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    created_by_kind = models.CharField(max_length=10, default="user")
    created_by = models.CharField(max_length=150)
    created_by_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)


class Source(models.Model):
    """Where files with the same columns come from: how they were read last time, and who agreed to that."""

    name = models.CharField(max_length=60, unique=True)
    preset = models.CharField(max_length=40, blank=True)
    survey = models.CharField(max_length=120, blank=True)  # its id in the tool that made it
    names: "models.JSONField[Any, Any]" = models.JSONField(
        default=list
    )  # the columns' names, plain, in order
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    agreed_by = models.CharField(max_length=150)
    agreed_at = models.DateTimeField()
    # other layouts that the same source was handed over in (by text, by number), as above, the newest first
    earlier: "models.JSONField[Any, Any]" = models.JSONField(default=list)


class Item(models.Model):
    """A question of a source: its wording, what it measures, its scale. Answers name it by its code."""

    source = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=300, blank=True)
    construct = models.CharField(max_length=20)
    scale_min = models.FloatField(null=True)
    scale_max = models.FloatField(null=True)
    polarity = models.SmallIntegerField(default=1)
    touchpoint = models.CharField(max_length=80, blank=True)
    # what the source writes -> the option's text, for files that give options by number or code
    options: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="item_once")]


class Description(models.Model):
    """A survey as its tool describes it (.lss, survey details): kept for the responses that come as codes."""

    tool = models.CharField(max_length=40)
    survey = models.CharField(max_length=120)
    title = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # science.collect.descriptions
    received_by = models.CharField(max_length=150)
    received_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "survey"], name="description_once")]


class Connector(models.Model):
    """Where feedback is fetched by itself: a folder that is watched, or an API that is asked page by page."""

    KINDS = ("folder", "api")

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=60)
    # of a folder its path and pattern; of an API how it is asked (science.collect.paging.Asking) and signed in to
    settings: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    # rows' kind, channel and unit where no column says otherwise
    whole: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    secret = models.TextField(blank=True)  # sealed, see accounts.sealing
    every = models.PositiveIntegerField(default=60)  # minutes
    is_active = models.BooleanField(default=True)
    # of an API its watermark, and the place of a pull that is not at its end; of a folder what lay there at the last look
    state: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    next_run_at = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    problem: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    created_by_kind = models.CharField(max_length=10, default="user")
    created_by = models.CharField(max_length=150)
    created_by_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)


class Fetched(models.Model):
    """One file of a watched folder, or what one run brought from an API: which import it became, or why none."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="fetched")
    name = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    modified = models.BigIntegerField(default=0)  # ns; 0 for what came from an API
    imported = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")
    problem: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # a file is taken up once, by whoever writes this row first
            models.UniqueConstraint(
                fields=["connector", "name", "size", "modified"],
                condition=Q(modified__gt=0),
                name="file_taken_up_once",
            )
        ]


class Reject(models.Model):
    """A row that was not taken, with the reason; masked like everything else."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejects")
    row = models.BigIntegerField()
    code = models.CharField(max_length=40)  # why; its sentence is in collect.phrases
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    raw: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["imported", "row"], name="reject_once")]


class Visit(models.Model):
    """One episode of experience that events and signals share."""

    key = models.CharField(max_length=120, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Signal(models.Model):
    """One thing a customer let us know, on any channel. Identity is (source, source_id)."""

    KINDS = ("survey", "review", "ticket", "call", "chat", "post", "mystery_visit")
    POPULATIONS = ("customer", "staff", "inspector", "test")
    IDENTITIES = ("known", "confidential", "anonymous")

    # hour << 45 | random: close in time lies close on disk, the order within an hour says nothing
    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=190)
    content_hash = models.BinaryField(max_length=16)
    revision = models.PositiveIntegerField(default=1)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    time_assumed = models.BooleanField(default=False)  # the source gave no time: the import's was taken
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False)
    unit_path = models.CharField(max_length=255)  # as was
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.SET_NULL, db_index=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, db_index=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, db_index=False)
    staff = models.ForeignKey(Employee, null=True, on_delete=models.SET_NULL, db_index=False)
    tier = models.CharField(max_length=30, blank=True)  # as was
    population = models.CharField(max_length=10, default="customer")
    identity = models.CharField(max_length=12, default="known")
    text = models.TextField(blank=True)  # masked
    title = models.CharField(max_length=200, blank=True)  # masked
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # masked
    imported = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL)
    row = models.BigIntegerField(null=True)  # its row in the file
    # of a confidential one: a keyed number for its giver, who is not `customer` (collect.actions.accepting.protect)
    pseudonym = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="signal_once")]
        indexes: ClassVar[list[models.Index]] = [
            # with the key, so that a page of the newest is read off the index
            models.Index(fields=["occurred_at", "id"], name="signal_time"),
            models.Index(fields=["unit", "occurred_at", "id"], name="signal_unit_time"),
            # the few that are protected, found without looking at the many that are not
            models.Index(
                fields=["identity", "occurred_at"], name="signal_protected", condition=~Q(identity="known")
            ),
            models.Index(fields=["pseudonym"], name="signal_pseudonym", condition=Q(pseudonym__isnull=False)),
        ]


class Event(models.Model):
    """Something that happened to a customer. Identity is (source, source_id)."""

    KINDS = (
        "paid", "refunded", "booked", "cancelled", "served", "delivered", "viewed", "contacted", "joined", "left", "renewed"
    )  # fmt: skip

    id = models.BigIntegerField(primary_key=True)  # made like a signal's
    kind = models.CharField(max_length=30)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, db_index=False)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, db_index=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, db_index=False)
    unit_path = models.CharField(max_length=255, blank=True)  # as was
    channel = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=190)
    content_hash = models.BinaryField(max_length=16, default=b"")  # what its source said; b"" when none did
    order = models.CharField(max_length=80, blank=True)  # lines of one order share it
    product = models.CharField(max_length=120, blank=True)
    quantity = models.FloatField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # a refund's is negative
    is_discounted = models.BooleanField(null=True)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # masked
    imported = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="event_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "occurred_at"], name="event_customer_time"),
            models.Index(fields=["unit", "customer"], name="event_unit_customer"),
        ]


class EventRevision(models.Model):
    """What an event's source said of it before it said something else; kept so that an import can be undone."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="revisions")
    replaced_at = models.DateTimeField()
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)


class ImportedCustomer(models.Model):
    """A customer whom an import told something of: whether it brought them, what its source had said before."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="customers")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    is_new = models.BooleanField()
    # {field: [value, iso time], or null where it had said nothing}
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "customer"], name="imported_customer_once")
        ]


class Answer(models.Model):
    """What was answered to one item. `construct` says what is measured, so that a metric never guesses."""

    CONSTRUCTS = ("nps", "csat", "ces", "rating", "number", "choice", "text")
    ROLES = ("plain", "expectation", "experience", "importance", "performance", "functional", "dysfunctional")
    STATUSES = ("answered", "skipped", "not_applicable", "dont_know", "not_reached", "not_asked")

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    construct = models.CharField(max_length=20)
    role = models.CharField(max_length=16, default="plain")
    value = models.FloatField(null=True)
    scale_min = models.FloatField(null=True)
    scale_max = models.FloatField(null=True)
    polarity = models.SmallIntegerField(default=1)  # +1: higher is better
    status = models.CharField(max_length=16, default="answered")
    choice = models.CharField(max_length=190, blank=True)
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.SET_NULL, db_index=False)
    factor = models.CharField(max_length=50, blank=True)
    product = models.CharField(max_length=80, blank=True)
    staff = models.ForeignKey(Employee, null=True, on_delete=models.SET_NULL, db_index=False)


class SignalRevision(models.Model):
    """What a signal said before its source changed it."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    replaced_at = models.DateTimeField()
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # masked

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signal", "revision"], name="revision_once")]


class SeenAnonymous(models.Model):
    """The keyed number of an anonymous (source, source_id) that came in. No link leads to the signal it became."""

    id = models.BigIntegerField(primary_key=True)  # its place in the table says nothing either
    imported = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")


class Untold(models.Model):
    """A protected signal that came alone: the journal hears of it at the end of its hour, with others of that hour."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.CASCADE, related_name="+")
    hour = models.PositiveIntegerField()  # hours since 2024


class Receipt(models.Model):
    """By its token an anonymous respondent sees and deletes their words. Only a number made of the token is kept."""

    id = models.BigIntegerField(primary_key=True)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="receipts")


class Tombstone(models.Model):
    """A keyed hash of an erased (source, source_id): the same will not come back by re-import or restore."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)


class IdempotencyKey(models.Model):
    """A request that was answered: the same again is answered alike, another body under the same key is refused."""

    key = models.CharField(max_length=190)
    actor = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body: "models.JSONField[Any, Any]" = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_once")]
