"""A contest as the one JSON file from which anybody can decide it again (docs/contest-record.md)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from accounts.domain.masking import mask_name
from leaderboard.domain.organisations import homes
from leaderboard.domain.outcome import people_places
from leaderboard.domain.results import standings
from leaderboard.models import Award, AwardRun
from quiz.models import Attempt, AttemptScore, Contest, Receipt, RulesVersion, Slot
from quiz.selectors.content import contents, solutions
from quiz.selectors.outages import spans_under
from quiz.selectors.paper_rows import band_of
from quiz.selectors.responses import last_responses
from quiz.selectors.rules import pool_of, sheet_of
from quiz.selectors.rulings import rulings_under
from quiz.selectors.seeds import seed_notice

from .awards import standing_run
from .claims import forfeits_of
from .draw_files import published_file
from .drawings import latest_roll
from .facts import entered, facts, units

FORMAT = "kepu-contest/1"


def may_be_told(contest: Contest) -> bool:
    """Whether the winners are published and the rules let everybody know keys, scores and the seed."""
    run, notice = standing_run(contest.pk), seed_notice(contest)
    if run is None or run.state != AwardRun.State.PUBLISHED or notice is None or not notice.seed:
        return False
    shows = sheet_of(contest.rules).publication
    return not contest.is_rehearsal and shows.keys != "never" and shows.scores != "never"


def record_of(contest: Contest) -> dict[str, Any]:
    """The document: seeds and pools, questions and keys, every answer, standings and winners.

    People are numbers with masked names. Needs the contest with its rules.
    """
    rules = contest.rules
    assert rules is not None
    counted = Attempt.objects.filter(
        contest=contest, kind=Attempt.Kind.COUNTED, state=Attempt.State.HANDED_IN
    )
    attempts = list(counted.select_related("rules").order_by("user_id", "number"))
    versions = {one.rules.number: one.rules for one in attempts}
    slots = _slots([one.pk for one in attempts])
    asked = {revision for rows in slots.values() for _position, revision, _order in rows}
    asked |= {pk for version in versions.values() for row in version.pool for pk in row}
    roll = latest_roll(contest.pk) if sheet_of(rules).draws_lots else None
    return {
        "format": FORMAT,
        "about": {"title": contest.title, "host": contest.department.name},
        "contest": contest.pk,
        "rules": _rules(contest),
        "papers": {str(number): _plan(version) for number, version in sorted(versions.items())},
        "questions": _questions(asked),
        "rulings": [
            {"revision": revision, "kind": kind, "key": key}
            for revision, (kind, key) in rulings_under([rules]).get(contest.pk, {}).items()
        ],
        "outages": [
            [_text(since), _text(until)] for since, until in spans_under([rules]).get(contest.pk, [])
        ],
        "people": _people(contest),
        "attempts": _attempts(contest, attempts, slots),
        "standings": _standings(contest),
        "winners": _winners(contest),
        "seats_of": _seats_of(contest),
        "forfeits": [[one.tier, one.id] for one in forfeits_of(contest) if not one.board],
        "draw": published_file(roll) if roll else None,
        "tickets": list(roll.tickets.order_by("position").values_list("user_id", flat=True)) if roll else [],
    }


def _rules(contest: Contest) -> dict[str, Any]:
    """Without the staff numbers of those who are not ranked: `people` says so of each under a number."""
    document = sheet_of(contest.rules).dump()
    document["who"]["exclusions"].pop("people", None)
    return document


def _plan(version: RulesVersion) -> dict[str, Any]:
    """What papers under this version are drawn from; facilities in ten-thousandths, points in hundredths."""
    sheet = sheet_of(version)
    return {
        "seed": version.seed,
        "draw": sheet.paper.draw,
        "order": sheet.paper.order,
        "shuffle_options": sheet.paper.shuffle_options,
        "band": band_of(sheet),
        "rows": [
            {
                "count": row.count,
                "points": dict(row.points),
                "groups": list(row.groups),
                "items": [[item.revision_id, item.facility] for item in row.items],
            }
            for row in pool_of(version)
        ],
    }


def _questions(revisions: Iterable[int]) -> dict[str, Any]:
    asked = list(revisions)
    known, solved = contents(asked), solutions(asked)
    return {
        str(pk): {
            "type": known[pk].type,
            "options": list(known[pk].option_ids),
            "movable": known[pk].options_may_move,
            "key": solved[pk].key,
        }
        for pk in sorted(asked)
    }


def _people(contest: Contest) -> list[dict[str, Any]]:
    rows = (
        entered(contest).order_by("user_id").values_list("user_id", "user__name", "group", "excluded_reason")
    )
    return [
        {"person": person, "name": mask_name(name), "group": group, "excluded": bool(reason)}
        for person, name, group, reason in rows
    ]


def _slots(attempts: list[int]) -> dict[int, list[tuple[int, int, list[int]]]]:
    found: dict[int, list[tuple[int, int, list[int]]]] = {}
    rows = Slot.objects.filter(attempt__in=attempts).order_by("attempt", "position")
    for attempt, position, revision, order in rows.values_list(
        "attempt_id", "position", "revision_id", "option_order"
    ):
        found.setdefault(attempt, []).append((position, revision, order))
    return found


def _attempts(
    contest: Contest, attempts: list[Attempt], slots: dict[int, list[tuple[int, int, list[int]]]]
) -> list[dict[str, Any]]:
    ids = [one.pk for one in attempts]
    responses = last_responses(ids)
    codes = {one.attempt_id: one.shown_code for one in Receipt.objects.filter(attempt__in=ids)}
    scores = AttemptScore.objects.filter(rules=contest.rules_id).values_list("attempt_id", "points")
    points = dict(scores)
    return [
        {
            "receipt": codes.get(one.pk, ""),
            "person": one.user_id,
            "number": one.number,
            "day": one.day.isoformat(),
            "on_paper": one.on_paper,
            "version": one.rules.number,
            "started_at": _text(one.started_at),
            "handed_in_at": _text(one.handed_in_at),
            "paper": [[revision, order] for _position, revision, order in slots.get(one.pk, [])],
            "answers": [
                list(responses.get((one.pk, position), ())) for position, *_ in slots.get(one.pk, [])
            ],
            "points": points.get(one.pk),
        }
        for one in attempts
    ]


def _standings(contest: Contest) -> dict[str, list[list[int]]]:
    """Group → [person, place, points, milliseconds], as the boards have them."""
    sheet = sheet_of(contest.rules)
    results = [one.result for one in facts(contest) if not one.is_excluded]
    boards = people_places(sheet, standings(results, sheet.counts, sheet.rank.keys))
    return {
        group: [
            [one.standing.person, one.place, one.standing.points, one.standing.elapsed_ms] for one in board
        ]
        for group, board in boards.items()
    }


def _seats_of(contest: Contest) -> dict[str, list[list[int]]]:
    """Of prizes whose seats are departments', by their place in the sheet: [person, department] of everybody
    who competes for them."""
    sheet = sheet_of(contest.rules)
    tiers = [(at, tier) for at, tier in enumerate(sheet.awards) if tier.per_department]
    people = list(entered(contest).order_by("user_id").values_list("user_id", "department_id"))
    tree = units() if tiers else ()
    found = {}
    for at, tier in tiers:
        home = homes(tree, tier.kinds)
        found[str(at)] = [[person, home[unit]] for person, unit in people if unit in home]
    return found


def _winners(contest: Contest) -> list[list[Any]]:
    """[tier, person] in order; departments' prizes are decided from boards that are not in the file."""
    run = standing_run(contest.pk)
    rows = Award.objects.filter(run=run, user__isnull=False).order_by("position")
    return [[tier, person] for tier, person in rows.values_list("tier", "user_id")]


def _text(instant: datetime | None) -> str:
    assert instant is not None
    return instant.astimezone(UTC).isoformat()
