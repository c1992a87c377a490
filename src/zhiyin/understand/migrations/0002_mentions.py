"""Mentions as rows, for criteria: a view over the readings, so that nothing is kept twice."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE VIEW understand_mention AS
SELECT r.signal_id AS signal_id, json_extract(m.value, '$.aspect') AS name, json_extract(m.value, '$.sentiment') AS sentiment
FROM understand_reading r, json_each(r.mentions) m
"""
POSTGRESQL = """
CREATE VIEW understand_mention AS
SELECT r.signal_id AS signal_id, m.value ->> 'aspect' AS name, (m.value ->> 'sentiment')::double precision AS sentiment
FROM understand_reading r, jsonb_array_elements(r.mentions) AS m(value)
"""


def create(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def drop(apps, schema_editor):
    schema_editor.execute("DROP VIEW understand_mention")


class Migration(migrations.Migration):
    dependencies = [("understand", "0001_initial")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "signal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        related_name="+",
                        to="collect.signal",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("sentiment", models.FloatField(null=True)),
            ],
            options={"db_table": "understand_mention", "managed": False},
        ),
    ]
