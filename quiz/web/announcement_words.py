"""Dates, lengths, points and lists as an announcement writes them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.wording import inner
from accounts.templatetags.ui import month_word
from quiz.domain.sheet_types import plain
from quiz.sheet_labels import CHOICES, GROUP_NAMES, WEEKDAYS


def moment(at: datetime) -> str:
    """2026年11月23日 周一 14:03, in English Mon 23 Nov 2026, 14:03."""
    return _("%(year)s年%(month)s月%(day)s日 %(weekday)s %(clock)s") % {
        "year": at.year,
        "month": month_word(at.month),
        "day": at.day,
        "weekday": WEEKDAYS[at.isoweekday()],
        "clock": f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}",
    }


def length(seconds: int) -> str:
    """15分钟, 1分30秒, 30秒."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)s秒") % {"seconds": rest}
    if rest:
        return _("%(minutes)s分%(seconds)s秒") % {"minutes": minutes, "seconds": rest}
    return _("%(minutes)s分钟") % {"minutes": minutes}


def points(value: Decimal | int) -> str:
    """5分; whole numbers of hundredths come as int."""
    number = Decimal(value) / 100 if isinstance(value, int) else value
    return ngettext("%(points)s分", "%(points)s分", 1 if number == 1 else 2) % {"points": plain(number)}


def joined(words: Iterable[object]) -> str:
    return _("、").join(map(str, words))


def choice(path: str, value: object) -> str:
    """A choice's label as it stands inside a sentence."""
    return inner(CHOICES[path][value])


def group_name(by: str, name: str) -> str:
    """What the organizer or the system calls a group."""
    return inner(GROUP_NAMES[by][name]) if name in GROUP_NAMES.get(by, {}) else name
