"""Themes that nobody defined: each finding of them, the themes, their texts, what people changed, and topics."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from zhiyin.collect.models import Signal


class ThemeRun(models.Model):
    """One finding of themes in the texts of a choice. Findings of one `view` (choice and units) follow each other."""

    STATES = ("finding", "ready", "cancelled")

    view = models.CharField(max_length=32)  # theming.choice.view_of
    choice: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # theming.choice.Choice
    paths: "models.JSONField[Any, Any]" = models.JSONField(
        default=list
    )  # prefixes of unit paths; "" = everywhere
    state = models.CharField(max_length=10, default="finding")
    analyser = models.CharField(max_length=60)
    seed = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)  # themes are found in what was said from here …
    until = models.DateTimeField(null=True)  # … to here
    start = models.DateTimeField(null=True)  # and followed from here, in weeks that end with `until`
    weeks = models.PositiveSmallIntegerField(default=0)
    fitting = models.PositiveIntegerField(default=0)  # texts of the period that fit the choice
    texts = models.PositiveIntegerField(default=0)  # of these were looked at, drawn at random if fewer
    read = models.PositiveIntegerField(default=0)  # of these were in a language that is read
    coverage = models.FloatField(null=True)  # share of the read that has a theme
    stability = models.FloatField(null=True)  # mean matched Jaccard on 95 % resamples
    reason = models.CharField(max_length=40, blank=True)  # why there are no themes
    # how many texts were read in each week and in the period, how many copies and spam were left out: by unit's id
    totals: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    found = models.TextField(
        blank=True
    )  # the themes as found, ids followed, before people's edits; without quotes
    asked_by = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    took_seconds = models.FloatField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["view", "-id"], name="theme_run_newest")
        ]


class Theme(models.Model):
    """A theme of a view, from one finding to the next. `run` is the finding in force that has it, null when none has."""

    view = models.CharField(max_length=32)
    key = models.CharField(max_length=60)  # science's id
    run = models.ForeignKey(ThemeRun, null=True, on_delete=models.SET_NULL, related_name="themes")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # science Theme, without quotes
    stability = models.FloatField(null=True)  # its own matched Jaccard; null where people made it
    is_hidden = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["view", "key"], name="theme_once_in_its_view"),)


class ThemeMember(models.Model):
    """A text of a theme. It goes with its signal, and so does the quote, whose words are not kept here."""

    run = models.ForeignKey(ThemeRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+", db_index=False)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField()
    week = models.SmallIntegerField()  # 0 … run.weeks - 1
    in_period = models.BooleanField()  # else it only tells how the theme was before
    label = models.CharField(max_length=10, blank=True)  # as it was read
    strength = models.FloatField()  # 0.5 … 1
    revision = models.PositiveIntegerField()  # of the words
    quote_start = models.PositiveIntegerField(null=True)  # where a typical sentence stands in them
    quote_end = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "theme", "signal"], name="theme_member_once"),)


class ThemeEdit(models.Model):
    """What a person changed in the themes of a view: kept apart, and done again after every finding."""

    KINDS = ("rename", "merge", "split", "hide", "show")

    view = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=10)
    themes: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # keys, the first one stays
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # name; parts of a split
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    by = models.CharField(max_length=150, blank=True)  # as they were called then
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)


class Topic(models.Model):
    """A theme that a person pinned: its words stay as they were, and every text that uses them belongs to it."""

    code = models.CharField(max_length=40, unique=True)  # by which conditions name it
    name = models.CharField(max_length=120)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # science Theme, without quotes
    theme = models.ForeignKey(Theme, null=True, on_delete=models.SET_NULL, related_name="topics")
    view = models.CharField(max_length=32)
    paths: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # of the finding it was pinned in
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    after = models.BigIntegerField(default=-1)  # earlier signals up to this one have been looked at
    is_complete = models.BooleanField(default=False)  # all earlier signals have been


class TopicMember(models.Model):
    """A text of a topic."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="members", db_index=False)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="+")
    strength = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["topic", "signal"], name="topic_member_once"),)
