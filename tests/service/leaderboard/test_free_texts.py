"""What people wrote is kept apart from the record, so that it can be forgotten without a break in it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEntry
from accounts.services.audit import first_broken_link
from leaderboard.domain.free_text import text_digest
from leaderboard.models import ClaimStep, FreeText, Objection
from leaderboard.services.claims import note_claim, waive_prize
from leaderboard.services.free_texts import forget_texts
from leaderboard.services.notice import answer_objection, raise_objection
from leaderboard.services.verification import CHECKS
from leaderboard.services.verification.texts import texts_are_as_written
from quiz.models import Contest
from tests.factories import give_prizes

from .rows import NOW, attempt, contest, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
WHY, WHAT, ANSWER = "住院，不便领取", "我的第三题应当得分。", "已复核，得分无误。"


@pytest.fixture
def people():
    return [person(f"王{number}") for number in range(3)]


@pytest.fixture
def of(people, actor):
    tiers = [{"name": "一等奖", "quota": 2, "reserves": 1, "claim_days": 3}]
    made = contest(state=Contest.State.CLOSED, awards=tiers)
    for number, who in enumerate(people):
        attempt(made, 2000 - 100 * number, who)
    give_prizes(actor, made, now=NOW)
    return made


@pytest.fixture
def written(of, people, actor):
    """A prize given up, an objection with its answer, another that waits."""
    waive_prize(people[0], of, reason=WHY, now=LATER)
    first = raise_objection(people[2], of, about="score", text=WHAT, now=LATER)
    answer_objection(actor, first, decision="not_upheld", text=ANSWER, now=LATER)
    return first, raise_objection(people[1], of, about="other", text="还没有答复的", now=LATER)


def after(settings, seconds):
    return LATER + timedelta(days=settings.TEXTS_KEPT_DAYS, seconds=seconds)


def said():
    return [one.said for one in (*ClaimStep.objects.all(), *Objection.objects.order_by("pk"))]


def test_the_record_has_digests_and_the_texts_stand_apart(written):
    assert said() == [WHY, WHAT, "还没有答复的"] and written[0].decision.said == ANSWER
    assert not ClaimStep.objects.exclude(reason="").exists()
    assert not Objection.objects.exclude(text="").exists()
    trail = [entry.details for entry in AuditEntry.objects.all()]
    assert not any(text in str(trail) for text in (WHY, WHAT, ANSWER))
    kept = FreeText.objects.get(step__isnull=False)
    assert AuditEntry.objects.get(action="prize_waived").details == {
        "prize": "一等奖", "award": 1, "text_sha256": text_digest(kept.salt, WHY),
    }  # fmt: skip


def test_the_same_words_twice_have_two_digests(of, people):
    for who in people[:2]:
        waive_prize(who, of, reason=WHY, now=LATER)
    assert (
        len({entry.details["text_sha256"] for entry in AuditEntry.objects.filter(action="prize_waived")}) == 2
    )


def test_nothing_is_kept_where_nothing_was_written(of, people):
    waive_prize(people[0], of, reason="", now=LATER)
    assert not FreeText.objects.exists()
    assert AuditEntry.objects.get(action="prize_waived").details == {"prize": "一等奖", "award": 1}
    assert not ClaimStep.objects.get().is_forgotten


def test_in_time_texts_are_forgotten_and_the_chain_holds(of, written, settings):
    assert forget_texts(now=after(settings, seconds=-1)) == 0
    assert forget_texts(now=after(settings, seconds=1)) == 3
    assert forget_texts(now=after(settings, seconds=2)) == 0
    answered, waits = (Objection.objects.get(pk=one.pk) for one in written)
    assert (answered.said, answered.is_forgotten, answered.decision.is_forgotten) == ("", True, True)
    assert waits.said == "还没有答复的", "what waits for an answer is kept until there is one"
    assert ClaimStep.objects.get().is_forgotten
    assert set(FreeText.objects.exclude(forgotten_at=None).values_list("text", "salt")) == {("", "")}
    assert first_broken_link() is None
    entry = AuditEntry.objects.get(action="texts_forgotten")
    assert (entry.subject, entry.details) == (f"contest:{of.pk}", {"texts": 3})
    assert list(CHECKS["texts"](of, after(settings, seconds=9))) == []


def test_a_text_of_before_stays_where_it_is(of, people, actor, settings):
    """Rows and entries of earlier versions have the text inside; they are as final as they were."""
    step = ClaimStep.objects.create(
        contest=of, tier="一等奖", user=people[0], kind="waived", reason=WHY, by=people[0], at=LATER
    )
    assert step.said == WHY
    assert forget_texts(now=after(settings, seconds=9)) == 0 and ClaimStep.objects.get().said == WHY


def test_the_database_lets_a_text_be_forgotten_and_nothing_else(written):
    kept = FreeText.objects.filter(step__isnull=False)
    for change in (
        lambda: kept.update(text="别的"),
        lambda: kept.update(text="", salt=""),
        lambda: kept.update(forgotten_at=LATER),
        lambda: kept.update(text="", salt="", forgotten_at=LATER, written_at=NOW),
        lambda: kept.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert kept.update(text="", salt="", forgotten_at=LATER) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(forgotten_at=NOW)


def test_a_text_that_is_not_what_was_written_is_found(of, people, actor):
    waive_prize(people[0], of, reason=WHY, now=LATER)
    assert list(texts_are_as_written(of, LATER)) == []
    step = note_claim_quietly(of, people[1], actor)
    FreeText.objects.create(contest=of, step=step, text="别人写的", salt="00", written_at=LATER)
    assert [one.row for one in texts_are_as_written(of, LATER)] == [f"free_text:{step.free_text.pk}"]


def note_claim_quietly(of, who, actor):
    """A step without a text."""
    return ClaimStep.objects.create(contest=of, tier="一等奖", user=who, kind="claimed", by=actor, at=LATER)


def test_an_organizers_reason_is_a_text_too(of, actor, people):
    award = of.award_runs.get(state="published").awards.get(user=people[0])
    step = note_claim(actor, award, kind="waived", reason=WHY, now=LATER)
    assert (step.reason, step.said) == ("", WHY)
