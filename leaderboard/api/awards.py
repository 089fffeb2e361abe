"""The winners, once they are published."""

from datetime import UTC

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leaderboard.domain.claims import ClaimState
from leaderboard.selectors.awards import winners
from leaderboard.selectors.claims import own_claim
from quiz.access import visible_contest


class WinnerOut(serializers.Serializer):
    """A person (name masked as the sheet says) or a department.

    `points` and `elapsed_ms` are null where the sheet never shows scores."""

    place = serializers.IntegerField()
    is_tied = serializers.BooleanField()
    name = serializers.CharField()
    department = serializers.CharField()
    group = serializers.CharField()
    points = serializers.FloatField(allow_null=True)
    elapsed_ms = serializers.IntegerField(allow_null=True)
    is_me = serializers.BooleanField()


class TierOut(serializers.Serializer):
    """One prize. `group`: whose it is where several groups have a prize of this name, else ""."""

    tier = serializers.CharField(source="name")
    board = serializers.CharField()
    group = serializers.CharField()
    winners = WinnerOut(many=True, source="rows")


class InLineOut(serializers.Serializer):
    """Somebody who moves up where a prize is given up, or a department; each tier, board, group and
    department with seats of its own (`seats_of`, else "") has a line of its own, in order."""

    tier = serializers.CharField()
    board = serializers.CharField()
    group = serializers.CharField()
    seats_of = serializers.CharField()
    name = serializers.CharField()
    is_me = serializers.BooleanField()


class OwnClaimOut(serializers.Serializer):
    """Where the own prize stands: waiting, claimed, taken (handed over), waived, lapsed; `last_day`: until
    when it may be claimed, null without a term."""

    state = serializers.ChoiceField(choices=[one.value for one in ClaimState])
    last_day = serializers.DateField(allow_null=True)


class AwardsOut(serializers.Serializer):
    """`published_at` is null and `results` empty before the winners are published; `claim` is null for
    whoever won nothing."""

    results = TierOut(many=True, source="tiers")
    reserves = InLineOut(many=True)
    claim = OwnClaimOut(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    now = serializers.DateTimeField(default_timezone=UTC)


class AwardsView(APIView):
    @extend_schema(summary="The winners by tier, once they are published", responses=AwardsOut)
    def get(self, request: Request, contest_id: int) -> Response:
        contest = visible_contest(request.user, contest_id)  # type: ignore[arg-type]
        page = winners(contest, request.user)  # type: ignore[arg-type]
        now = request.now  # type: ignore[attr-defined]
        shown = {
            "tiers": page.tiers if page else [],
            "reserves": page.reserves if page else [],
            "claim": own_claim(request.user, contest, now=now),  # type: ignore[arg-type]
            "published_at": page.published_at if page else None,
            "now": now,
        }
        return Response(AwardsOut(shown).data)
