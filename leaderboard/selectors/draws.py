"""Where a contest's draw stands, for its pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from leaderboard.domain.lottery import Draw
from leaderboard.domain.lottery_pools import Hopefuls, hopefuls
from leaderboard.models import DrawResult, DrawRoll, DrawTicket
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .drawings import drawn_of, draws_of, result_of
from .facts import inputs_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Lucky:
    """Somebody who was drawn. `number`: the ticket's; `department` "" where it is not asked for."""

    number: int
    name: str
    department: str = ""
    is_me: bool = False


@dataclass(frozen=True, kw_only=True)
class PrizeRows:
    """One prize: how many had a ticket for it, and who was drawn; both lists empty before the draw."""

    draw: Draw
    tickets: int
    winners: list[Lucky]
    reserves: list[Lucky]


@dataclass(frozen=True, kw_only=True)
class RollPage:
    """A frozen list with its result. `mine`: the viewer's ticket, None without one."""

    roll: DrawRoll
    result: DrawResult | None
    tickets: int
    prizes: list[PrizeRows]
    mine: DrawTicket | None = None


def rolls(contest: Contest) -> list[DrawRoll]:
    """Every list of a contest with its result, the newest first."""
    found = DrawRoll.objects.filter(contest=contest).select_related(
        "contest", "result", "created_by", "result__drawn_by"
    )
    return list(found.order_by("-version"))


def roll_page(
    roll: DrawRoll, viewer: User | None = None, *, full_names: bool = False, departments: bool = False
) -> RollPage:
    """A list, read with its result, as a page shows it; one statement. Names are masked unless asked for."""
    tickets = list(_tickets(roll, full_names or departments))
    steps = [one.steps for one in tickets]
    by_number = {one.position: one for one in tickets}
    viewer_id = viewer.pk if viewer else None
    result = result_of(roll)
    drawn = drawn_of(result) if result else ()

    def lucky(numbers: Iterable[int]) -> list[Lucky]:
        return [
            Lucky(
                number=number,
                name=ticket.user.name if full_names else ticket.name,
                department=_department(ticket) if departments else "",
                is_me=ticket.user_id == viewer_id,
            )
            for number, ticket in ((number, by_number[number]) for number in numbers)
        ]

    return RollPage(
        roll=roll,
        result=result,
        tickets=len(tickets),
        prizes=[
            PrizeRows(
                draw=draw,
                tickets=sum(one[at] is not None for one in steps),
                winners=lucky(drawn[at].winners) if drawn else [],
                reserves=lucky(drawn[at].reserves) if drawn else [],
            )
            for at, draw in enumerate(draws_of(roll))
        ],
        mine=next((one for one in tickets if viewer and one.user_id == viewer_id), None),
    )


def _tickets(roll: DrawRoll, with_people: bool) -> Iterable[DrawTicket]:
    found = DrawTicket.objects.filter(roll=roll).order_by("position")
    return found.select_related("user__department") if with_people else found


def _department(ticket: DrawTicket) -> str:
    return ticket.user.department.name if ticket.user.department else ""


def names_on(roll: DrawRoll, most: int) -> list[str]:
    """Masked names of up to so many tickets, spread over the list: what rolls over the big screen."""
    names = list(DrawTicket.objects.filter(roll=roll).order_by("position").values_list("name", flat=True))
    return names[:: max(1, -(-len(names) // most))]


def roll_follows(roll: DrawRoll, now: Hopefuls) -> bool:
    """Whether the facts still give the list's prizes and people; names may have changed. Lists of before
    lots decided the line behind a tie hold too."""
    listed = {
        user: tuple(steps)
        for user, steps in DrawTicket.objects.filter(roll=roll).values_list("user_id", "steps")
    }
    return draws_of(roll) in (now.draws, now.as_before.draws) and listed == dict(now.people)


def is_current(roll: DrawRoll, contest: Contest) -> bool:
    """The same, read anew from the rows."""
    return roll_follows(roll, hopefuls(sheet_of(contest.rules), inputs_of(contest)))
