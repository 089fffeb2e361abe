"""How places are decided, in one line."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.wording import inner
from quiz.domain.rulesheet import RuleSheet

_KEYS = {
    "points": gettext_lazy("得分高者在前"),
    "elapsed": gettext_lazy("用时短者在前"),
    "handed_in": gettext_lazy("先交卷者在前"),
    "started": gettext_lazy("先开始者在前"),
    "right": gettext_lazy("答对多者在前"),
    "attempts": gettext_lazy("答卷少者在前"),
}
_COUNTS = {
    "best": gettext_lazy("多次作答取最好的一次"),
    "first": gettext_lazy("多次作答取第一次"),
    "last": gettext_lazy("多次作答取最后一次"),
    "sum": gettext_lazy("多次作答得分累加"),
}


def rule_line(sheet: RuleSheet) -> str:
    """得分高者在前；仍相同，用时短者在前；再相同，名次并列。"""
    chain = _("；若相同，").join(inner(_KEYS[key]) for key in sheet.rank.keys)
    line = _("%(chain)s；仍相同，名次并列。") % {"chain": chain}
    if sheet.when.attempts.total == 1:
        return line
    return _("%(line)s%(counts)s。") % {"line": line, "counts": _COUNTS[sheet.counts]}
