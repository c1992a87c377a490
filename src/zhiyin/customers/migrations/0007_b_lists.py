from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_a_traits")]

    operations = [
        migrations.AddIndex("customer", models.Index(fields=["tier"], name="customer_tier")),
        migrations.AddIndex(
            "standing", models.Index(fields=["last_heard_at", "customer"], name="standing_heard")
        ),
        migrations.AddIndex("standing", models.Index(fields=["value", "customer"], name="standing_value")),
        migrations.AddIndex("standing", models.Index(fields=["churn_risk", "customer"], name="standing_risk")),
    ]
