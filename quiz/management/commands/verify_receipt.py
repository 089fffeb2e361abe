"""manage.py verify_receipt 7Q2MX-0B4TK: are the stored answers still those that were handed in?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quiz.domain.receipts import opened, typed_code
from quiz.selectors.receipts import Checked, Fault, check_code, check_shown

_FAULTS = {
    Fault.SIGNATURE: "the signature is not of this site",
    Fault.NO_ATTEMPT: "there is no such paper",
    Fault.TIME: "the paper was handed in at another time",
    Fault.ANSWERS: "the stored answers are not those that were handed in",
    Fault.RECEIPT: "the receipt that was kept is another one",
    Fault.TRAIL: "the audit trail does not have the entry that the receipt names",
}


class Command(BaseCommand):
    help = "Check a receipt, by its code or by the text of its QR code, against what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("receipt", help="the code, the text after receipt= in the QR code, or all of it")

    def handle(self, *args: Any, receipt: str, **options: Any) -> None:
        checked = _check(receipt)
        said = checked.statement
        faults = [_FAULTS[fault] for fault in checked.faults]
        if faults:
            raise CommandError(f"attempt {said.attempt_id}: {'; '.join(faults)}")
        self.stdout.write(
            f"attempt {said.attempt_id}: as handed in at {said.handed_in_at.isoformat()}; "
            f"answers {said.answers}, audit trail {said.trail_length} {said.trail_head}"
        )


def _check(text: str) -> Checked:
    code = typed_code(text)
    if code is None:
        shown = opened(text.rpartition("receipt=")[2].strip())
        if shown is None:
            raise CommandError("neither a code of ten letters and digits nor the text of a QR code")
        return check_shown(*shown)
    found = check_code(code)
    if found is None:
        raise CommandError(f"there is no receipt {code}")
    return found
