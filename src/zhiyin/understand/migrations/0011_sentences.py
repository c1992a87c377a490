from django.db import migrations, models

TABLES = ("understand_reading", "understand_nextreading")
COLUMNS = ("sentences", "targets")


def add(apps, schema_editor):
    # Django would write a table of SQLite anew, which its views do not survive; this touches no row
    kind = "jsonb" if schema_editor.connection.vendor == "postgresql" else "text"
    for table in TABLES:
        for column in COLUMNS:
            check = f" CHECK (JSON_VALID({column}))" if kind == "text" else ""
            schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} NOT NULL DEFAULT '[]'{check}")


def drop(apps, schema_editor):
    for table in TABLES:
        for column in COLUMNS:
            schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


class Migration(migrations.Migration):
    dependencies = [
        ("understand", "0010_assistant"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, drop)],
            state_operations=[
                migrations.AddField(model, column, models.JSONField(default=list))
                for model in ("reading", "nextreading")
                for column in COLUMNS
            ],
        ),
    ]
