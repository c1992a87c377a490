"""What an analyser made of a text, and what people say of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from zhiyin.collect.models import Signal
from zhiyin.understand.models.copies import TextPrint


class ReadText(models.Model):
    """What was read of one text: the columns that a reading has, in force or waiting to be."""

    revision = models.PositiveIntegerField()
    analyser = models.CharField(max_length=60)  # name + version
    language = models.CharField(max_length=10, blank=True)
    sentiment = models.FloatField(null=True)  # -1..1; null = not read
    label = models.CharField(max_length=10, blank=True)  # negative, neutral, mixed, positive
    confidence = models.FloatField(null=True)
    # a list of objects with start, end (in the text), sentiment, label and confidence; empty where a text is one sentence
    sentences: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    # a list of objects with aspect, start, end, sentiment, the taxonomies' categories with those above them, opinion
    # (start, end of the words that judge it, or null), confidence and rule
    mentions: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    # what is spoken of in the text's own words: a list of objects with start, end, aspect ("" where none fits), sentiment,
    # confidence and opinion
    targets: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    # a list of objects with kind, code, start, end, strength, confidence and rule
    annotations: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    reason = models.CharField(max_length=40, blank=True)  # why it was not read

    class Meta:
        abstract = True


class Reading(ReadText):
    """The current reading of one signal at its current revision, with people's corrections in their place."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.CASCADE, related_name="reading")
    read_at = models.DateTimeField()
    # what the analyser said, where a person said otherwise (corrected.Said); null elsewhere
    machine: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    # of several that say the same; null for what nobody repeats
    print = models.ForeignKey(TextPrint, null=True, on_delete=models.SET_NULL, related_name="readings")
    # why numbers leave it out (understand.set_aside); null while nobody has looked for copies
    set_aside = models.CharField(max_length=5, null=True)  # noqa: DJ001  (empty: it was looked at)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # how many texts another version read: without it, every reading with all it holds would be looked through
            models.Index(fields=["analyser"], name="reading_analyser"),
            models.Index(fields=["signal"], name="reading_to_look_at", condition=models.Q(set_aside=None)),
            models.Index(
                fields=["set_aside", "signal"],
                name="reading_set_aside",
                condition=models.Q(set_aside__in=["copy", "spam"]),
            ),
        ]


class NextReading(ReadText):
    """What another version read of a signal, until a person puts it in the old one's place or throws it away."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.CASCADE, related_name="+")


class Rereading(models.Model):
    """Reading everything again with another version: beside the old readings, compared, then in their place."""

    STATES = ("reading", "ready", "replacing", "replaced", "discarded")

    state = models.CharField(max_length=10, default="reading")
    analyser = models.CharField(max_length=60)  # the new one
    total = models.PositiveIntegerField()  # readings by other versions when it began
    done = models.PositiveIntegerField(default=0)
    after = models.BigIntegerField(default=-1)  # signals up to this one are done
    comparison: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # comparing.Comparison
    asked_by = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)


class Mention(models.Model):
    """One aspect that a reading found, with the mean over its places, as a row: a view over `Reading.mentions`, for
    criteria. Of several places there are as many rows, alike. Never written."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.DO_NOTHING, related_name="+")
    name = models.CharField(max_length=60)
    sentiment = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "understand_mention"


class NamedCategory(models.Model):
    """One category that a reading names, with the mean over its places, as a row: a view over `Reading.mentions`, for
    criteria. Of several places there are as many rows, alike. Never written."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=121)
    sentiment = models.FloatField()

    class Meta:
        managed = False
        db_table = "understand_category"


class ShownAnnotation(models.Model):
    """One annotation of a reading, as a row: a view over `Reading.annotations`, for criteria. Never written."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    strength = models.FloatField()

    class Meta:
        managed = False
        db_table = "understand_annotation"


class Correction(models.Model):
    """A person's word about one label of a reading; it wins over every analyser for as long as the words stay."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="corrections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    by = models.CharField(max_length=150, blank=True)  # as they were called then
    at = models.DateTimeField()
    field = models.CharField(max_length=20)  # corrected.FIELDS
    key = models.CharField(max_length=120, blank=True)  # an aspect's code, an annotation's kind:code
    value: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    words = models.CharField(max_length=64)  # corrected.digest of the words that the person read
    analyser = models.CharField(max_length=60, blank=True)  # what it corrects

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["signal", "field", "key"], name="correction_one_word_per_label"),
        )
