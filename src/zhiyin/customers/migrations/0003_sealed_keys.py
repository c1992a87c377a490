"""Keys and addresses that lay open are sealed and found by their digest; everybody is a person of their own."""

from django.db import migrations, models

from zhiyin.customers.keys import digest, normal, sealed


def seal(apps, schema_editor):
    Customer = apps.get_model("customers", "Customer")
    Identity = apps.get_model("customers", "Identity")
    OptOut = apps.get_model("customers", "OptOut")
    Customer.objects.update(person_id=models.F("id"))
    changed = []
    for identity in Identity.objects.iterator(chunk_size=5_000):
        identity.digest = digest(identity.kind, identity.value)
        identity.sealed = sealed(identity.value)
        changed.append(identity)
        if len(changed) == 5_000:
            Identity.objects.bulk_update(changed, ["digest", "sealed"], batch_size=300)
            changed = []
    Identity.objects.bulk_update(changed, ["digest", "sealed"], batch_size=300)
    for opted in OptOut.objects.all():
        kind, _, rest = opted.address.partition(":")
        opted.digest = (
            digest("customer", rest) if kind == "customer" else digest("email", normal("email", opted.address))
        )
        opted.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_people")]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
