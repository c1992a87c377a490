"""An aspect is one row of a voice, with the mean over its places: as the lake counts it."""

from django.db import migrations

ONCE = {
    "sqlite": """
CREATE VIEW understand_mention AS
SELECT r.signal_id AS signal_id, json_extract(m.value, '$.aspect') AS name,
    (SELECT round(avg(json_extract(o.value, '$.sentiment')), 6) FROM json_each(r.mentions) o
     WHERE json_extract(o.value, '$.aspect') = json_extract(m.value, '$.aspect')) AS sentiment
FROM understand_reading r, json_each(r.mentions) m
""",
    "postgresql": """
CREATE VIEW understand_mention AS
SELECT r.signal_id AS signal_id, m.value ->> 'aspect' AS name,
    (SELECT round(avg((o.value ->> 'sentiment')::numeric), 6)::double precision
     FROM jsonb_array_elements(r.mentions) AS o(value)
     WHERE o.value ->> 'aspect' = m.value ->> 'aspect') AS sentiment
FROM understand_reading r, jsonb_array_elements(r.mentions) AS m(value)
""",
}
EACH_PLACE = {
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


def forwards(apps, schema_editor):
    schema_editor.execute("DROP VIEW understand_mention")
    schema_editor.execute(ONCE[schema_editor.connection.vendor])


def backwards(apps, schema_editor):
    schema_editor.execute("DROP VIEW understand_mention")
    schema_editor.execute(EACH_PLACE[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("understand", "0018_reading_analyser")]
    operations = [migrations.RunPython(forwards, backwards)]
