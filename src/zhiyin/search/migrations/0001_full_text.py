"""The full-text index of signals: an FTS5 table on SQLite, tsvector with GIN on PostgreSQL."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE search_signal USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        schema_editor.execute("CREATE TABLE search_signal (id bigint PRIMARY KEY, words tsvector NOT NULL)")
        schema_editor.execute("CREATE INDEX search_signal_words ON search_signal USING gin (words)")


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_signal")


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(create, drop)]
