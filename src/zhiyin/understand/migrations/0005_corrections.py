"""Corrections of single labels, in the place of what the analyser said, which is kept beside; annotations."""

import django.db.models.deletion
from django.db import migrations, models

MENTIONS = {
    "sqlite": """
CREATE VIEW understand_mention AS
SELECT r.signal_id AS signal_id, json_extract(m.value, '$.aspect') AS name, json_extract(m.value, '$.sentiment') AS sentiment
FROM understand_reading r, json_each(r.mentions) m
""",
    "postgresql": """
CREATE VIEW understand_mention AS
SELECT r.signal_id AS signal_id, m.value ->> 'aspect' AS name, (m.value ->> 'sentiment')::double precision AS sentiment
FROM understand_reading r, jsonb_array_elements(r.mentions) AS m(value)
""",
}
ANNOTATIONS = {
    "sqlite": """
CREATE VIEW understand_annotation AS
SELECT r.signal_id AS signal_id, json_extract(a.value, '$.kind') AS kind, json_extract(a.value, '$.code') AS code,
    json_extract(a.value, '$.strength') AS strength
FROM understand_reading r, json_each(r.annotations) a
""",
    "postgresql": """
CREATE VIEW understand_annotation AS
SELECT r.signal_id AS signal_id, a.value ->> 'kind' AS kind, a.value ->> 'code' AS code,
    (a.value ->> 'strength')::double precision AS strength
FROM understand_reading r, jsonb_array_elements(r.annotations) AS a(value)
""",
}


def drop_mentions(apps, schema_editor):
    """SQLite makes a table anew to change it, which a view of it does not survive."""
    schema_editor.execute("DROP VIEW understand_mention")


def create_mentions(apps, schema_editor):
    schema_editor.execute(MENTIONS[schema_editor.connection.vendor])


def create_annotations(apps, schema_editor):
    schema_editor.execute(ANNOTATIONS[schema_editor.connection.vendor])


def drop_annotations(apps, schema_editor):
    schema_editor.execute("DROP VIEW understand_annotation")


class Migration(migrations.Migration):
    dependencies = [("understand", "0004_when_scored")]
    operations = [
        migrations.RunPython(drop_mentions, create_mentions),
        migrations.AddField("reading", "annotations", models.JSONField(default=list)),
        migrations.AddField("reading", "machine", models.JSONField(null=True)),
        # Nothing wrote corrections before.
        migrations.RunSQL("DELETE FROM understand_correction", migrations.RunSQL.noop),
        migrations.AddField("correction", "by", models.CharField(blank=True, max_length=150)),
        migrations.AddField("correction", "key", models.CharField(blank=True, max_length=120)),
        migrations.AddField(
            "correction", "words", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.AddField("correction", "analyser", models.CharField(blank=True, max_length=60)),
        migrations.AlterField("correction", "value", models.JSONField(null=True)),
        migrations.AlterField("correction", "at", models.DateTimeField()),
        migrations.AddConstraint(
            "correction",
            models.UniqueConstraint(fields=["signal", "field", "key"], name="correction_one_word_per_label"),
        ),
        migrations.RunPython(create_mentions, drop_mentions),
        migrations.RunPython(create_annotations, drop_annotations),
        migrations.CreateModel(
            name="ShownAnnotation",
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
                ("kind", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=40)),
                ("strength", models.FloatField()),
            ],
            options={"db_table": "understand_annotation", "managed": False},
        ),
    ]
