from django.db import migrations


def fill(apps, schema_editor):
    """Imported ones are done, emptied ones discarded; the rest is compared again in the background."""
    uploads = apps.get_model("accounts", "RosterUpload").objects
    uploads.filter(imported_at__isnull=False).update(state="done")
    uploads.filter(imported_at__isnull=True, rows_sealed=b"").update(state="discarded")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_roster_states'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
