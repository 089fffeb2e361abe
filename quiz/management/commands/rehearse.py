"""manage.py rehearse CONTEST [--people N]: simulated people sit a copy of a contest over HTTP."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from quiz.models import Contest
from quiz.rehearsal.launch import LoadFailed
from quiz.rehearsal.servers import NotThere, Site, loopback_site, private_site
from quiz.services.rehearsal import forget_old_rehearsals
from quiz.services.rehearsing import Outcome, Wish, already_there, rehearse

MOST_PEOPLE = 5000
MOST_SECONDS = 900


class Command(BaseCommand):
    help = (
        "Lets simulated people sit a copy of a contest over HTTP on this machine, and tells how fast it was, "
        "what was lost (nothing) and who won. Leaves nothing behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", type=int, help="the number of the contest to rehearse")
        parser.add_argument("--people", type=int, default=200, help=f"1 to {MOST_PEOPLE}, 200 unless told")
        parser.add_argument(
            "--seconds", type=float, default=30, help="how long each person takes; 0: as fast as it goes"
        )
        parser.add_argument("--url", help="a site that already runs on this machine; else one is started")
        parser.add_argument(
            "--logged-in", action="store_true", help="leave the login out: sessions are prepared"
        )
        parser.add_argument("--keep", action="store_true", help="keep the copy and its rows, to look at them")
        parser.add_argument("--json", action="store_true", help="print figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        contest = Contest.objects.select_related("rules", "department").filter(pk=options["contest"]).first()
        if contest is None or contest.is_rehearsal:
            raise CommandError(f"there is no contest {options['contest']} to rehearse")
        forget_old_rehearsals(now=timezone.now())
        quiet = options["json"] or not options["verbosity"]
        try:
            outcome = rehearse(
                contest, _wish(options), _site(options), (lambda _line: None) if quiet else self.stdout.write
            )
        except (LoadFailed, NotThere, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(outcome.as_dict(), ensure_ascii=False) if options["json"] else in_words(outcome)
        )
        if not outcome.is_sound:
            raise CommandError("the rehearsal was not sound: see above")


def _wish(options: dict[str, Any]) -> Wish:
    if not 1 <= options["people"] <= MOST_PEOPLE:
        raise CommandError(f"--people {options['people']}: a number from 1 to {MOST_PEOPLE} is needed")
    if not 0 <= options["seconds"] <= MOST_SECONDS:
        raise CommandError(f"--seconds {options['seconds']}: 0 to {MOST_SECONDS} is needed")
    return Wish(
        people=options["people"],
        seconds=options["seconds"],
        # A laptop answers some hundred requests a second; a person makes some thirty.
        at_most=60 + 2 * options["seconds"] + options["people"] * 0.3,
        logged_in=options["logged_in"],
        keep=options["keep"],
    )


def _site(options: dict[str, Any]) -> AbstractContextManager[Site]:
    if options["url"]:
        return already_there(loopback_site(options["url"]))
    environment = {
        "DATA_DIR": str(settings.DATA_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "PHONE_KEY": settings.PHONE_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    return private_site(1 if settings.EMBEDDED else 2, 8, environment)


def in_words(outcome: Outcome) -> str:
    """The figures as an organizer reads them."""
    found = outcome.verdict
    lines = [
        f"{found.attempts} of {outcome.people} started; {found.attempts - found.not_handed_in} handed in",
        f"answers      {outcome.answers} in all, {outcome.answers_per_second:.0f} a second",
    ]
    for action, times in outcome.millis.items():
        lines.append(
            f"{action:<12} p50 {times['p50']:.1f}, p99 {times['p99']:.1f}, most {times['max']:.0f} ms"
        )
    lines += [
        f"scored       {_after(outcome.scored_seconds)}; on the board {_after(outcome.board_seconds)}",
        f"acknowledged {found.acknowledged} answers, {found.repeated} sent again",
        f"lost {found.lost}, doubled {found.doubled}, wrong final {found.wrong_final}, "
        f"wrong score {found.wrong_score}, late accepted {found.late_accepted}, unscored {found.unscored}",
        f"errors       {outcome.errors or 'none'}; cut short {outcome.cut_short}",
        f"CPU          {_cpu(outcome.cpu_seconds_per_attempt)}",
        "winners",
    ]
    return "\n".join([*lines, *(f"  {_winner(one)}" for one in outcome.winners[:20]), "", *_plainly(outcome)])


def _plainly(outcome: Outcome) -> Iterator[str]:
    """The same for who organizes, in the language of the site: what to rely on, and how long people wait."""
    found = outcome.verdict
    if outcome.is_sound:
        yield _("演练通过：%(n)s 人都交了卷，存下的 %(answers)s 个答案一个没丢，成绩都算对了。") % {
            "n": found.attempts,
            "answers": found.acknowledged,
        }
    else:
        yield _("演练没有通过，先不要开赛：请把上面的数字发给管理员。")
    if saved := outcome.millis.get("answer"):
        yield _("存一个答案，一半在 %(half)s 毫秒以内，一百个里有九十九个在 %(most)s 毫秒以内。") % {
            "half": round(saved["p50"]),
            "most": round(saved["p99"]),
        }
    if outcome.board_seconds is not None:
        yield _("最后一个人交卷以后，%(n)s 秒全部上榜。") % {"n": f"{outcome.board_seconds:.1f}"}


def _after(seconds: float | None) -> str:
    return "not within a minute" if seconds is None else f"{seconds:.1f} s after the last hand-in"


def _cpu(seconds: float | None) -> str:
    return "not measured" if seconds is None else f"{seconds:.3f} s an attempt (web processes and sweep)"


def _winner(one: dict[str, Any]) -> str:
    points = f"{one['points'] / 1_000_000:g}" if one["board"] else f"{one['points'] / 100:g}"
    return f"{one['tier']}  {one['place']}. {one['name']}  {points}"
