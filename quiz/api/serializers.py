"""The shapes of contests and results."""

from datetime import UTC
from typing import Any

from rest_framework import serializers

from quiz.models import Contest
from quiz.selectors.contests import phase_of
from quiz.selectors.receipts import receipt_of
from quiz.selectors.results import AttemptResult, ResultItem
from quiz.selectors.rules import sheet_of
from quiz.selectors.seeds import seed_notice


class ContestBrief(serializers.Serializer):
    """`state`: upcoming, open, ended, closed (and draft for its organizers)."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    state = serializers.SerializerMethodField()
    opens_at = serializers.DateTimeField(default_timezone=UTC)
    closes_at = serializers.DateTimeField(source="ends_at", default_timezone=UTC)
    department = serializers.CharField(source="department.name")
    questions = serializers.SerializerMethodField()
    paper_seconds = serializers.SerializerMethodField()
    item_seconds = serializers.SerializerMethodField()

    def get_state(self, contest: Contest) -> str:
        return phase_of(contest, self.context["now"])

    def get_questions(self, contest: Contest) -> int:
        return sheet_of(contest.rules).paper.size

    def get_paper_seconds(self, contest: Contest) -> int | None:
        return sheet_of(contest.rules).time.paper_seconds

    def get_item_seconds(self, contest: Contest) -> int | None:
        return sheet_of(contest.rules).time.item_seconds


class ContestOut(ContestBrief):
    """With the rules in force. Of the seed of the draw its SHA-256, and after the close itself."""

    rules = serializers.SerializerMethodField()
    rules_version = serializers.IntegerField(source="rules.number")
    rules_digest = serializers.CharField(source="rules.digest")
    seed_sha256 = serializers.SerializerMethodField()
    seed = serializers.SerializerMethodField()
    now = serializers.SerializerMethodField()

    def get_rules(self, contest: Contest) -> dict[str, Any]:
        document = sheet_of(contest.rules).dump()
        document["paper"].pop("seed")
        # Which questions a fixed paper has is not told: the bank is public. Their number is `questions`.
        document["paper"].pop("questions")
        document["who"].pop("exclusions")
        return document

    def get_seed_sha256(self, contest: Contest) -> str | None:
        notice = seed_notice(contest)
        return notice.digest if notice else None

    def get_seed(self, contest: Contest) -> str | None:
        notice = seed_notice(contest)
        return notice.seed or None if notice else None

    def get_now(self, contest: Contest) -> str:
        return self.context["now"].isoformat()


class ContestsOut(serializers.Serializer):
    results = serializers.SerializerMethodField()
    now = serializers.DateTimeField(default_timezone=UTC)

    def get_results(self, page: dict[str, Any]) -> list[dict[str, Any]]:
        return [dict(ContestBrief(one, context={"now": page["now"]}).data) for one in page["results"]]


class ResultItemOut(serializers.Serializer):
    position = serializers.IntegerField()
    type = serializers.CharField(source="content.type")
    stem = serializers.CharField(source="content.stem")
    options = serializers.SerializerMethodField()
    response = serializers.JSONField()
    verdict = serializers.CharField()
    points = serializers.SerializerMethodField()
    worth = serializers.SerializerMethodField()
    key = serializers.JSONField(source="solution.key")
    explanation = serializers.CharField(source="solution.explanation")
    source = serializers.JSONField(source="solution.source")  # type: ignore[assignment]

    def get_options(self, item: ResultItem) -> list[dict[str, Any]]:
        texts = dict(item.content.options)
        return [{"id": option, "text": texts[option]} for option in item.option_order]

    def get_points(self, item: ResultItem) -> float:
        return (item.points or 0) / 100

    def get_worth(self, item: ResultItem) -> float:
        return item.worth / 100


class ResultOut(serializers.Serializer):
    """Points are null until they are computed and released; `items` is empty until keys are,
    and lacks the questions that an open paper of the same person asks, too.

    `receipt` is the code under which `/verify` tells whether the answers are still those handed in.
    """

    id = serializers.IntegerField(source="attempt.pk")
    contest = serializers.IntegerField(source="attempt.contest_id")
    state = serializers.CharField(source="attempt.state")
    handed_in_at = serializers.DateTimeField(source="attempt.handed_in_at", default_timezone=UTC)
    is_scored = serializers.BooleanField()
    scores_released = serializers.BooleanField()
    keys_released = serializers.BooleanField()
    points = serializers.SerializerMethodField()
    max_points = serializers.SerializerMethodField()
    right = serializers.SerializerMethodField()
    elapsed_ms = serializers.SerializerMethodField()
    passed = serializers.BooleanField(allow_null=True)
    receipt = serializers.SerializerMethodField()
    items = ResultItemOut(many=True)
    now = serializers.SerializerMethodField()

    def get_points(self, result: AttemptResult) -> float | None:
        return result.score.points / 100 if result.score else None

    def get_max_points(self, result: AttemptResult) -> float | None:
        return result.score.max_points / 100 if result.score else None

    def get_right(self, result: AttemptResult) -> int | None:
        return result.score.right if result.score else None

    def get_elapsed_ms(self, result: AttemptResult) -> int | None:
        return result.score.elapsed_ms if result.score else None

    def get_receipt(self, result: AttemptResult) -> str | None:
        found = receipt_of(result.attempt)
        return found.shown_code if found else None

    def get_now(self, result: AttemptResult) -> str:
        return self.context["now"].isoformat()
