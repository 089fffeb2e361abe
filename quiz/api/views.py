"""Contests and results: read now and then, so plain DRF."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.domain.problems import RuleBroken
from accounts.web.request import ApiRequest
from quiz.access import own_attempt, visible_contest
from quiz.models import Attempt
from quiz.selectors.contests import contests_for, enterable_contests
from quiz.selectors.results import result_of
from quiz.services.attempts import settled

from .serializers import ContestOut, ContestsOut, ResultOut


class ContestsView(APIView):
    @extend_schema(operation_id="contests_list", summary="Contests that one may see", responses=ContestsOut)
    def get(self, request: ApiRequest) -> Response:
        entered = contests_for(request.user, now=request.now)
        found = [*entered, *enterable_contests(request.user, now=request.now)]
        return Response(ContestsOut({"results": found, "now": request.now}).data)


class ContestView(APIView):
    @extend_schema(summary="One contest with its rules", responses=ContestOut)
    def get(self, request: ApiRequest, contest_id: int) -> Response:
        contest = visible_contest(request.user, contest_id)
        return Response(ContestOut(contest, context={"now": request.now}).data)


class ResultView(APIView):
    @extend_schema(summary="An attempt's result, as far as the rules release it", responses=ResultOut)
    def get(self, request: ApiRequest, attempt_id: int) -> Response:
        attempt = settled(own_attempt(request.user, attempt_id), now=request.now)
        if attempt.state == Attempt.State.OPEN:
            raise RuleBroken("attempt_open")
        return Response(ResultOut(result_of(attempt), context={"now": request.now}).data)
