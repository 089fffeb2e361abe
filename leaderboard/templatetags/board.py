"""A person's place, for pages of lower floors: a template may show what their views cannot know."""

from django import template

from accounts.models import User
from leaderboard.selectors.boards import people_board
from leaderboard.selectors.pages import BoardRow
from quiz.models import Contest

register = template.Library()


@register.simple_tag(takes_context=True)
def my_line(context: template.Context, contest: Contest, user: User) -> BoardRow | None:
    """The person's own row of a contest's board, None where the board is hidden or has none."""
    return people_board(contest, user, limit=1, now=context.get("now")).me
