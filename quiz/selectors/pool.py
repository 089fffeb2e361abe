"""What of the bank a paper's rows may draw."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q

from quiz.domain.rulesheet import BlueprintRow, Paper
from quiz.models import Question, QuestionRevision

from .item_statistics import pulled_revisions


@dataclass(frozen=True, kw_only=True)
class Candidate:
    revision_id: int
    code: str
    fact: str
    bank: str
    topic: str
    type: str
    difficulty: int
    audience: frozenset[str]


def candidates(today: date) -> list[Candidate]:
    """Every published revision whose source needs no new review by `today` and whose key is in no doubt."""
    rows = (
        QuestionRevision.objects.filter(
            Q(review_by__isnull=True) | Q(review_by__gte=today),
            is_published=True,
            question__state=Question.State.PUBLISHED,
        )
        .exclude(pk__in=pulled_revisions())
        .order_by("question__code")
        .values_list(
            "pk",
            "question__code",
            "question__fact",
            "question__bank",
            "question__topic__code",
            "type",
            "difficulty",
            "audience",
        )
    )
    return [
        Candidate(
            revision_id=pk,
            code=code,
            fact=fact,
            bank=bank,
            topic=topic,
            type=type,
            difficulty=difficulty,
            audience=frozenset(audience),
        )
        for pk, code, fact, bank, topic, type, difficulty, audience in rows
    ]


def pool_for(paper: Paper, today: date, held: Collection[str] = ()) -> list[list[int]]:
    """One list of revision ids per blueprint row; a fixed paper is one row in its own order.

    Codes of a fixed paper that are not published are left out: the contradictions name them.
    So are `held` ones, codes that another test of the same series uses.
    """
    found = [one for one in candidates(today) if one.code not in held]
    if paper.mode == "fixed":
        by_code = {one.code: one.revision_id for one in found}
        return [[by_code[code] for code in paper.questions if code in by_code]]
    return pool_of_rows(paper.rows, found)


def pool_of_rows(rows: Sequence[BlueprintRow], found: Sequence[Candidate]) -> list[list[int]]:
    """Revision ids by row. Of each fact only one question that any row may draw: siblings give each other
    away on one paper. It is the one for the row that has least to draw from, the first among equals."""
    siblings: dict[tuple[bool, str], list[tuple[Candidate, list[int]]]] = {}
    for one in found:
        places = [place for place, row in enumerate(rows) if fits(one, row)]
        if places:
            siblings.setdefault((bool(one.fact), one.fact or one.code), []).append((one, places))
    pool: list[list[Candidate]] = [[] for _row in rows]

    def supply(one: tuple[Candidate, list[int]]) -> Fraction:
        return min(Fraction(len(pool[place]), max(1, rows[place].count)) for place in one[1])

    for group in sorted(siblings.values(), key=lambda group: len(group) > 1):
        one, places = min(group, key=supply)
        for place in places:
            pool[place].append(one)
    return [[one.revision_id for one in sorted(row, key=lambda one: one.code)] for row in pool]


def fits(one: Candidate, row: BlueprintRow) -> bool:
    """Whether a candidate passes a row's filters; an empty filter lets everything pass."""
    low, high = row.difficulty
    return (
        one.bank == row.bank
        and low <= one.difficulty <= high
        and (not row.types or one.type in row.types)
        and (not row.topics or one.topic.startswith(tuple(row.topics)))
        and (not row.audience or not one.audience.isdisjoint(row.audience))
    )
