"""What search engines have been told."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('modifiers', '0014_feedback'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.URLField(max_length=300, unique=True)),
                ('edition', models.PositiveIntegerField()),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
