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
    """Somebody who was drawn. `number`: the ticket's; `department` only for organizers."""

    number: int
    name: str
    department: str = ""
    username: str = ""
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


def roll_page(roll: DrawRoll, viewer: User | None = None, *, full_names: bool = False) -> RollPage:
    """A list as a page shows it: names masked as on the list, or in full with the office; two statements."""
    tickets = list(_tickets(roll, full_names))
    steps = [one.steps for one in tickets]
    by_number = {one.position: one for one in tickets}
    viewer_id = viewer.pk if viewer else None
    result = result_of(roll)
    drawn = drawn_of(result) if result else ()

    def lucky(numbers: Iterable[int]) -> list[Lucky]:
        return [_lucky(by_number[number], viewer_id, full_names) for number in numbers]

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


def _tickets(roll: DrawRoll, full_names: bool) -> Iterable[DrawTicket]:
    found = DrawTicket.objects.filter(roll=roll).order_by("position")
    return found.select_related("user__department") if full_names else found


def _lucky(ticket: DrawTicket, viewer_id: int | None, full_names: bool) -> Lucky:
    is_me = ticket.user_id == viewer_id
    if not full_names:
        return Lucky(number=ticket.position, name=ticket.name, is_me=is_me)
    person = ticket.user
    department = person.department.name if person.department else ""
    return Lucky(
        number=ticket.position,
        name=person.name,
        department=department,
        username=person.username,
        is_me=is_me,
    )


def names_on(roll: DrawRoll, most: int) -> list[str]:
    """Masked names of up to so many tickets, spread over the list: what rolls over the big screen."""
    names = list(DrawTicket.objects.filter(roll=roll).order_by("position").values_list("name", flat=True))
    return names[:: max(1, -(-len(names) // most))]


def roll_follows(roll: DrawRoll, now: Hopefuls) -> bool:
    """Whether the facts still give the list's prizes and people; names may have changed."""
    listed = {
        user: tuple(steps)
        for user, steps in DrawTicket.objects.filter(roll=roll).values_list("user_id", "steps")
    }
    return draws_of(roll) == now.draws and listed == dict(now.people)


def is_current(roll: DrawRoll, contest: Contest) -> bool:
    """The same, read anew from the rows."""
    return roll_follows(roll, hopefuls(sheet_of(contest.rules), inputs_of(contest)))
