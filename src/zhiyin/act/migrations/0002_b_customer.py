from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("act", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "case", models.Index(fields=["customer_id", "opened_at"], name="case_customer")
        )
    ]
