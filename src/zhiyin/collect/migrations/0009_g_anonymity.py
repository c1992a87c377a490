"""What was said in confidence is kept so that nobody can be found again by it; what is there already as well."""

import base64
import os

import django.db.models.deletion
from django.db import migrations, models

CHUNK = 1_000


def protect(apps, schema_editor):
    from zhiyin.collect.actions.accepting.identify import keyed
    from zhiyin.science.collect.direct_identifiers import without_identifiers

    signals = apps.get_model("collect", "Signal").objects.using(schema_editor.connection.alias)
    seen = apps.get_model("collect", "SeenAnonymous")
    revisions = apps.get_model("collect", "SignalRevision").objects
    identities = apps.get_model("customers", "Identity").objects

    def number(data):
        return int.from_bytes(keyed(data)[:8], "big") & ((1 << 63) - 1)

    last = -1
    while rows := list(
        signals.filter(id__gt=last, identity__in=("anonymous", "confidential")).order_by("id")[:CHUNK]
    ):
        last = rows[-1].pk
        numbers = []
        for row in rows:
            key = f"{row.source}\x1f{row.source_id}".encode("utf-8", "surrogatepass")
            if row.identity == "anonymous":
                numbers.append((number(b"anonymous\x1f" + key), row.imported_id))
                row.source_id = "~" + base64.urlsafe_b64encode(os.urandom(15)).decode()
                row.content_hash = b""
            else:
                row.source_id = "~" + base64.urlsafe_b64encode(keyed(b"confidential\x1f" + key))[:22].decode()
                if row.customer_id is not None:
                    found = identities.filter(customer_id=row.customer_id).order_by("id").first()
                    if found is not None:
                        row.pseudonym = number(b"confidential\x1f" + bytes(found.digest))
            row.customer_id = row.row = None
            row.occurred_at = row.occurred_at.replace(minute=0, second=0, microsecond=0)
            row.received_at = row.received_at.replace(minute=0, second=0, microsecond=0)
            row.attributes = without_identifiers(row.attributes)
        seen.objects.bulk_create(
            [seen(id=one, imported_id=imported) for one, imported in sorted(dict(numbers).items())],
            ignore_conflicts=True,
        )
        signals.bulk_update(
            rows,
            ["source_id", "content_hash", "pseudonym", "customer", "row", "occurred_at", "received_at", "attributes"],
            batch_size=200,
        )
        for revision in revisions.filter(signal_id__in=[row.pk for row in rows]):
            revision.content = {**revision.content, "customer_id": None, "row": None}
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0008_h_events"),
        ("customers", "0004_no_open_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[("id", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="SeenAnonymous",
            fields=[("id", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Untold",
            fields=[
                (
                    "signal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="collect.signal",
                    ),
                ),
                ("hour", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="signal",
            name="pseudonym",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(
                condition=models.Q(("pseudonym__isnull", False)), fields=["pseudonym"], name="signal_pseudonym"
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="signal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="collect.signal"
            ),
        ),
        migrations.AddField(
            model_name="seenanonymous",
            name="imported",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="collect.import",
            ),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
    ]
