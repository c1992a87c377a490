"""The categories that readings name, as rows: for criteria."""

import django.db.models.deletion
from django.db import migrations, models

CATEGORIES = {
    "sqlite": """
CREATE VIEW understand_category AS
SELECT r.signal_id AS signal_id, c.value AS code,
    (SELECT round(avg(json_extract(o.value, '$.sentiment')), 6) FROM json_each(r.mentions) o
     WHERE EXISTS (SELECT 1 FROM json_each(o.value, '$.categories') n WHERE n.value = c.value)) AS sentiment
FROM understand_reading r, json_each(r.mentions) m, json_each(m.value, '$.categories') c
""",
    "postgresql": """
CREATE VIEW understand_category AS
SELECT r.signal_id AS signal_id, c.value AS code,
    (SELECT round(avg((o.value ->> 'sentiment')::numeric), 6)::double precision
     FROM jsonb_array_elements(r.mentions) AS o(value)
     WHERE o.value -> 'categories' @> to_jsonb(c.value)) AS sentiment
FROM understand_reading r, jsonb_array_elements(r.mentions) AS m(value),
    jsonb_array_elements_text(m.value -> 'categories') AS c(value)
""",
}


def create_categories(apps, schema_editor):
    schema_editor.execute(CATEGORIES[schema_editor.connection.vendor])


def drop_categories(apps, schema_editor):
    schema_editor.execute("DROP VIEW understand_category")


class Migration(migrations.Migration):
    dependencies = [("understand", "0015_theme_alerts")]
    operations = [
        migrations.RunPython(create_categories, drop_categories),
        migrations.CreateModel(
            name="NamedCategory",
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
                ("code", models.CharField(max_length=121)),
                ("sentiment", models.FloatField()),
            ],
            options={"db_table": "understand_category", "managed": False},
        ),
    ]
