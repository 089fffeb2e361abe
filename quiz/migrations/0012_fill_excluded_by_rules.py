"""Whose exclusion the rules made: the reason that the rules in force print, word for word.

An organizer may have written the same words about a person whom the rules do not name; the next
amendment would then rank that person again. Nobody else is touched.
"""

from django.db import migrations


def fill(apps, schema_editor):
    contests = apps.get_model("quiz", "Contest").objects.select_related("rules").filter(rules__isnull=False)
    entries = apps.get_model("quiz", "Entry").objects
    for contest in contests.iterator():
        rule = contest.rules.document.get("who", {}).get("exclusions", {})
        if rule.get("departments") or rule.get("people"):
            reason = rule.get("reason") or "excluded"
            entries.filter(contest=contest, excluded_reason=reason).update(excluded_by_rules=True)


class Migration(migrations.Migration):
    dependencies = [("quiz", "0011_excluded_by_rules")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
