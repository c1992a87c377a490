"""The map's nouns. Its numbers are found by `measure`."""

from typing import Any

from django.db import models

from zhiyin.customers.models import Segment


class Factor(models.Model):
    """A group of touchpoints, items and aspects; the six that an installation starts with are in `defaults`."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class Journey(models.Model):
    """A way that a customer goes with us, from a need to its end."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)


class Stage(models.Model):
    """A part of a journey."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="stages")
    code = models.SlugField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class Touchpoint(models.Model):
    """Where a customer meets us."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL)
    factor = models.ForeignKey(Factor, null=True, blank=True, on_delete=models.SET_NULL)
    position = models.PositiveSmallIntegerField(default=0)


class Persona(models.Model):
    """A kind of customer that we are there for: what they need, what hurts, what they expect; backed by a segment."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    summary = models.TextField(max_length=1000, blank=True)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.SET_NULL, related_name="+")
    # lists of short texts
    needs: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    pains: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    expectations: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    brand_words: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # what we want to be called
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
