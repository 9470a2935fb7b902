from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("openid", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="capacities",
            field=models.JSONField(default=list, help_text="in which of their capacities: citizen, business:<id>"),
        ),
        migrations.AddField(
            model_name="visit",
            name="told_at",
            field=models.DateTimeField(null=True, help_text="when the portal knew that it ended"),
        ),
        migrations.AlterField(
            model_name="visit",
            name="why_ended",
            field=models.CharField(
                blank=True, help_text="signed_out, revoked, reuse, withdrawn, closed, refused", max_length=20
            ),
        ),
    ]
