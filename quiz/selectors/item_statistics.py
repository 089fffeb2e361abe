"""Statistics of items as pages show them."""

from typing import Any

from django.db.models import QuerySet

from quiz.domain.item_flags import PULLS
from quiz.domain.item_options import OptionFigures
from quiz.models import ItemStatistic, QuestionFlag


def option_lines(row: ItemStatistic) -> tuple[OptionFigures, ...]:
    """The options as figures again."""
    return tuple(OptionFigures(**{**line, "thirds": tuple(line["thirds"])}) for line in row.options)


def pulled_revisions() -> QuerySet[QuestionFlag, Any]:
    """Revisions that no new paper draws: their key is in doubt, or found wrong and not yet mended."""
    return _pulling().values("revision")


def doubted_codes() -> set[str]:
    """Codes of the questions whose published revision no new paper draws."""
    return set(_pulling().filter(revision__is_published=True).values_list("question__code", flat=True))


def _pulling() -> QuerySet[QuestionFlag]:
    doubted = (QuestionFlag.State.OPEN, QuestionFlag.State.UPHELD)
    figures = QuestionFlag.Source.STATISTICS
    return QuestionFlag.objects.filter(code__in=PULLS, source=figures, state__in=doubted)
