from django.db import migrations


class Migration(migrations.Migration):
    """One passkey belongs to one account. The table is allauth's, which keeps the key inside JSON."""

    dependencies = [
        ("identity", "0003_business_kind"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX passkey_once ON mfa_authenticator ((data #>> '{credential,id}')) "
            "WHERE type = 'webauthn'",
            "DROP INDEX passkey_once",
        ),
    ]
