from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_grants'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='membership',
            name='powers',
        ),
    ]
