import io
import json

from django.core.management import call_command

from quiz.domain.sheet_reference import json_schema, reference_table


def printed(**options: bool) -> str:
    out = io.StringIO()
    call_command("rule_sheet_schema", stdout=out, **options)
    return out.getvalue()


def test_the_schema_is_printed() -> None:
    assert json.loads(printed()) == json_schema()


def test_the_reference_is_printed() -> None:
    assert printed(reference=True).strip() == reference_table()
    assert "| `awards[].quota` |" in printed(reference=True)
