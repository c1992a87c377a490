"""A small table of its own on the default connection, since no product table has a column of every type."""

import pytest
from django.db import connection, models


class Shop(models.Model):
    """What a row may point to."""

    code = models.TextField()

    class Meta:
        app_label = "criteria_tests"
        managed = False


class Row(models.Model):
    """One column of each type, all of which may be missing."""

    score = models.FloatField(null=True)
    mood = models.FloatField(null=True)
    rank = models.IntegerField(null=True)
    city = models.TextField(null=True)  # noqa: DJ001
    flag = models.BooleanField(null=True)
    at = models.DateTimeField(null=True)
    attributes = models.JSONField(null=True)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE)

    class Meta:
        app_label = "criteria_tests"
        managed = False


class Part(models.Model):
    """A member of a row's list."""

    row = models.ForeignKey(Row, null=True, on_delete=models.CASCADE, related_name="parts")
    name = models.TextField(null=True)  # noqa: DJ001
    weight = models.FloatField(null=True)

    class Meta:
        app_label = "criteria_tests"
        managed = False


@pytest.fixture(scope="module")
def tables(django_db_setup, django_db_blocker):
    """The models with their tables, made outside any transaction (SQLite wants it so)."""
    models_in_order = (Shop, Row, Part)
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in models_in_order:
                editor.create_model(model)
        yield models_in_order
        with connection.schema_editor() as editor:
            for model in reversed(models_in_order):
                editor.delete_model(model)
