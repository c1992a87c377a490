"""Addresses stand as identities have them, and what came back says by whose address it was written."""

from django.db import migrations, models

from zhiyin.contact.rules.addresses import KEY_OF, usable_address
from zhiyin.customers.keys import normal


def as_keys(apps, schema_editor):
    Message = apps.get_model("contact", "Message")
    changed = []
    for message in Message.objects.filter(channel__in=KEY_OF).only("channel", "to_address").iterator(2_000):
        channel, address = message.channel, message.to_address
        kept = normal(KEY_OF[channel], address) if usable_address(channel, address) else address
        if kept != address:
            message.to_address = kept
            changed.append(message)
    Message.objects.bulk_update(changed, ["to_address"], batch_size=300)


class Migration(migrations.Migration):
    dependencies = [("contact", "0004_delivery_indexes")]

    operations = [
        migrations.AddField(
            model_name="inbound",
            name="sender_digest",
            field=models.BinaryField(db_index=True, max_length=16, null=True),
        ),
        migrations.RunPython(as_keys, migrations.RunPython.noop),
    ]
