"""The winners, once they are published."""

from datetime import UTC

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leaderboard.selectors.awards import winners
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
    tier = serializers.CharField(source="name")
    board = serializers.CharField()
    winners = WinnerOut(many=True, source="rows")


class AwardsOut(serializers.Serializer):
    """`published_at` is null and `results` empty before the winners are published."""

    results = TierOut(many=True, source="tiers")
    published_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    now = serializers.DateTimeField(default_timezone=UTC)


class AwardsView(APIView):
    @extend_schema(summary="The winners by tier, once they are published", responses=AwardsOut)
    def get(self, request: Request, contest_id: int) -> Response:
        contest = visible_contest(request.user, contest_id)  # type: ignore[arg-type]
        page = winners(contest, request.user)  # type: ignore[arg-type]
        shown = {
            "tiers": page.tiers if page else [],
            "published_at": page.published_at if page else None,
            "now": request.now,  # type: ignore[attr-defined]
        }
        return Response(AwardsOut(shown).data)
