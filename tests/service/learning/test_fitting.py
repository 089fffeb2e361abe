"""Weights fitted on the database: what is kept, what is refused, what an answer and a replay make of them."""

import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from fsrs.scheduler import DEFAULT_PARAMETERS

from accounts.domain.problems import RuleBroken
from learning.domain.memory import recall
from learning.models import FittedParameters, Learner, LearningSession, Memory, ReviewLog
from learning.selectors import parameters
from learning.selectors.memories import memory_of
from learning.selectors.parameters import in_force, rated_histories, read_anew, weights_of
from learning.selectors.progress import progress_of
from learning.services import fitting, sweep
from learning.services.contests import study_contest
from learning.services.exams import begin_exam, end_exam
from learning.services.fitting import fit, fit_monthly
from learning.services.memories import rebuild_memories
from learning.services.practice import begin
from learning.services.sweep import sweep_fitting
from learning.tasks import fit_parameters_task
from quiz.models import Attempt
from tests.factories import end_contest, make_contest, make_question, make_user, sit
from tests.forgetting import FORGETFUL, answers_of, put_down

from .answering import answer

pytestmark = pytest.mark.django_db
Mode = LearningSession.Mode
ALIKE = (0.25, *FORGETFUL[1:])


@pytest.fixture(autouse=True)
def _not_looked_today(monkeypatch):
    monkeypatch.setattr(sweep, "_looked_on", None)
    fitting._say_once.cache_clear()


@pytest.fixture
def without_library(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)


@pytest.fixture
def forgetful(now) -> list[Learner]:
    """1,800 answers of ten learners who forget far sooner than the library's own weights say."""
    return put_down(now, learners=10, questions=30, answers=6)


def fitted(now, weights=FORGETFUL, **fields) -> FittedParameters:
    """Weights in force, wherever they came from."""
    row = FittedParameters.objects.create(
        weights=list(weights),
        fitted_at=now,
        is_kept=True,
        loss_before=0.5,
        digest=f"{FittedParameters.objects.count():064d}",
        **{"reviews": 1000, "held_out": 200, "learners": 9, "loss_after": 0.4, **fields},
    )
    read_anew()
    return row


# ── The fit ───────────────────────────────────────────────────────────────────


def test_what_learners_forget_is_foretold_better_by_fitted_weights(forgetful, now):
    found = fit(now=now)
    assert FittedParameters.objects.get() == found and found.is_kept
    assert found.loss_after < found.loss_before - 0.02
    assert (found.reviews, found.learners, len(found.weights)) == (1800, 10, 21)
    assert found.held_out == pytest.approx(0.2 * 8 / 9 * 1500, rel=0.1)
    assert found.library_version == "0.9.3"
    assert found.weights[:4] == pytest.approx(FORGETFUL[:4], rel=0.6) and found.weights[2] < 1.2
    assert in_force().id == found.pk and in_force().weights == tuple(found.weights) == weights_of(found.pk)


def test_more_answers_bring_the_fit_nearer_to_the_truth(now):
    from learning.domain.fitting import held_out_from, histories_of, items, log_loss

    known = histories_of(answers_of(40, 60, 6))
    since = held_out_from(known)
    weights = fitting._computed(fitting._library(), items(known, since))
    (defaults, _n), (ours, _n), (truth, _n) = (
        log_loss(known, one, since) for one in ((), weights, FORGETFUL)
    )
    assert truth < ours + 0.002 and ours - truth < 0.1 * (defaults - truth)


def test_weights_that_foretell_no_better_are_written_down_and_not_used(forgetful, now):
    first = fit(now=now)
    second = fit(now=now + timedelta(days=31))
    assert not second.is_kept and second.loss_before == second.loss_after == first.loss_after
    assert in_force().id == first.pk
    third = fit(now=now + timedelta(days=62))
    assert third.pk == second.pk and FittedParameters.objects.count() == 2


def test_learners_who_forget_as_the_library_says_keep_its_weights(now):
    put_down(now, learners=7, questions=30, answers=6, weights=DEFAULT_PARAMETERS)
    found = fit(now=now)
    assert not found.is_kept and found.loss_after > found.loss_before and in_force().weights == ()


def test_a_trial_writes_nothing(forgetful, now, capsys):
    call_command("fit_parameters", dry_run=True)
    told = capsys.readouterr().out
    assert "10 位学习者的 1800 次作答" in told and "这是试算" in told
    assert not FittedParameters.objects.exists() and in_force().id is None


def test_the_command_says_what_came_of_it(forgetful, capsys):
    call_command("fit_parameters")
    assert "已经采用" in capsys.readouterr().out
    call_command("fit_parameters")
    assert "原参数继续有效" in capsys.readouterr().out


def test_too_few_answers_are_refused(now):
    put_down(now, learners=3, questions=10, answers=3)
    with pytest.raises(CommandError, match=r"现在有 90 次.*至少要有 1000 次，其中隔天再答的 512 次"):
        call_command("fit_parameters")
    with pytest.raises(RuleBroken, match="fit_too_few"):
        fit(now=now)
    assert not FittedParameters.objects.exists()


def test_many_answers_of_one_day_are_refused(now):
    put_down(now, learners=5, questions=101, answers=2)
    with pytest.raises(RuleBroken, match="fit_too_few") as refused:
        fit(now=now)
    assert refused.value.values["reviews"] == 1010 and 0 < refused.value.values["apart"] < 512


def test_only_what_counted_goes_in_and_of_very_many_learners_every_second(forgetful, now, monkeypatch):
    session = LearningSession.objects.first()
    log = session.reviews.first()
    log.pk, log.position, log.rating = None, 9999, None
    log.save()
    assert sum(len(one.answers) for one in rated_histories()) == 1800
    monkeypatch.setattr(parameters, "MOST_REVIEWS", 900)
    assert {one.learner for one in rated_histories()} == {one.pk for one in forgetful if one.pk % 2 == 0}


# ── Without the library ───────────────────────────────────────────────────────


def test_without_the_library_the_command_says_how_to_install_it(forgetful, without_library):
    with pytest.raises(CommandError, match=r"deploy/venv\.sh python3 \.venv requirements-fitting\.txt"):
        call_command("fit_parameters")


def test_without_the_library_the_sweep_says_so_once_and_does_nothing(forgetful, without_library, caplog, now):
    assert fit_monthly(now=now) is None and fit_monthly(now=now + timedelta(days=1)) is None
    assert len(caplog.messages) == 1 and "fsrs-rs-python is not installed" in caplog.messages[0]
    assert not FittedParameters.objects.exists()


# ── Once a month ──────────────────────────────────────────────────────────────


def test_the_sweep_fits_once_a_month(forgetful, now, settings):
    settings.CELERY_BROKER_URL = None
    assert sweep_fitting(now) == 1 and sweep_fitting(now + timedelta(hours=1)) == 0
    assert sweep_fitting(now + timedelta(days=29)) == 0
    assert sweep_fitting(now + timedelta(days=31)) == 1
    assert FittedParameters.objects.count() == 2


def test_the_sweep_asks_once_a_day_and_waits_for_a_contest_to_end(forgetful, now, settings, department):
    settings.CELERY_BROKER_URL = None
    contest = make_contest(now, department)
    attempt = sit(make_user(department), contest, right=1, start=now)
    Attempt.objects.filter(pk=attempt.pk).update(
        state=Attempt.State.OPEN, handed_in_at=None, deadline=now + timedelta(hours=1)
    )
    assert sweep_fitting(now) == 0 and sweep_fitting(now + timedelta(minutes=1)) == 0
    assert sweep_fitting(now + timedelta(hours=2)) == 1
    with CaptureQueriesContext(connection) as asked:
        assert sweep_fitting(now + timedelta(hours=3)) == 0
    assert len(asked) == 0


def test_too_few_answers_are_said_in_the_log_and_trouble_nobody(now, caplog, settings):
    settings.CELERY_BROKER_URL = None
    assert sweep_fitting(now) == 0
    assert caplog.messages == ["too few answers for a fit: 0, 0 of them a day or more after the one before"]


def test_where_there_are_workers_the_sweep_rings(now, settings, monkeypatch):
    rung = []
    monkeypatch.setattr(sweep, "ring", rung.append)
    settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    assert sweep_fitting(now) == 1 and rung == [fit_parameters_task]


def test_the_task_fits(forgetful, standing_clock):
    fit_parameters_task()
    fit_parameters_task()
    assert FittedParameters.objects.count() == 1


def test_what_breaks_off_in_rust_ends_no_thread(forgetful, now, monkeypatch):
    class PanicException(BaseException):
        """As PyO3 raises it."""

    def breaks(*_args):
        raise PanicException("index out of bounds")

    monkeypatch.setattr(fitting._library(), "FSRS", breaks)
    with pytest.raises(RuntimeError, match="index out of bounds"):
        fit(now=now)


# ── What an answer makes of them ──────────────────────────────────────────────


@pytest.fixture
def learner(now) -> Learner:
    for _each in range(20):
        make_question(now=now)
    return Learner.objects.create(created_at=now)


def learn(learner, at, rounds: int = 3):
    """Some sets, two days apart; the time after them."""
    for round_ in range(rounds):
        session = begin(learner, Mode.RANDOM, now=at)
        for number in range(10):
            answer(session, at, right=(number + round_) % 3 > 0)
        at += timedelta(days=2)
    return at


def test_every_answer_says_by_which_weights_it_was_taken_in(learner, now):
    at = learn(learner, now)
    first = fitted(at)
    at = learn(learner, at)
    second = fitted(at, ALIKE)
    learn(learner, at)
    found = set(learner.reviews.values_list("parameters", flat=True))
    assert found == {None, first.pk, second.pk}
    before = {row.question_id: memory_of(row) for row in learner.memories.all()}
    assert rebuild_memories(learner) == 0
    learner.memories.update(stability=1, due=now, misses=0, wrong_at=None)
    call_command("rebuild_memory")
    assert {row.question_id: memory_of(row) for row in learner.memories.all()} == before


def test_a_replay_reads_each_rows_weights_once_a_process(learner, now):
    at = learn(learner, now)
    fitted(at)
    learn(learner, at)
    parameters._known.clear()
    with CaptureQueriesContext(connection) as first:
        rebuild_memories(learner)
    with CaptureQueriesContext(connection) as second:
        rebuild_memories(learner)
    assert len(first) == len(second) + 1


def test_a_first_answer_is_due_by_the_weights_in_force(learner, now):
    sooner = fitted(now, (0.08, 0.4, 5.4, *FORGETFUL[3:]))
    log = answer(begin(learner, Mode.RANDOM, now=now), now)
    memory = Memory.objects.get()
    assert log.parameters_id == sooner.pk
    assert memory.stability == 5.4 and (memory.due - now).days == 5  # by the library's own, two


def test_an_exam_says_its_weights_too(learner, now):
    row = fitted(now)
    exam = begin_exam(learner, now=now)
    end_exam(exam.pk, at=now + timedelta(minutes=9), by_hand=True)
    assert set(learner.reviews.values_list("parameters", flat=True)) == {row.pk}
    assert rebuild_memories(learner) == 0


def test_what_a_contest_leaves_says_its_weights_too(person, organizer, department, now):
    row, contest = fitted(now), make_contest(now, department)
    sit(person, contest, right=7, start=now)
    end_contest(organizer, contest, now=now + timedelta(minutes=5))
    assert study_contest(contest.pk, now=now + timedelta(minutes=6)) == 1
    assert set(ReviewLog.objects.values_list("parameters", flat=True)) == {row.pk}
    assert rebuild_memories(Learner.objects.get()) == 0


def test_what_is_remembered_is_told_by_the_weights_in_force(learner, now):
    at = learn(learner, now)
    memories = [memory_of(row) for row in learner.memories.filter(last_right__isnull=False)]
    usual = progress_of(learner, at).remembered
    assert usual == pytest.approx(sum(recall(one, at, ()) for one in memories))
    fitted(at)
    later = progress_of(learner, at).remembered
    assert later == pytest.approx(sum(recall(one, at, FORGETFUL) for one in memories)) != usual


def test_weights_are_read_once_an_hour(now, monkeypatch):
    row = fitted(now)
    with CaptureQueriesContext(connection) as asked:
        assert [in_force().id for _each in range(9)] == [row.pk] * 9
    assert len(asked) == 1
    FittedParameters.objects.create(
        weights=list(ALIKE),
        fitted_at=now,
        is_kept=True,
        loss_before=0.4,
        loss_after=0.3,
        digest="f" * 64,
        **dict.fromkeys(("reviews", "held_out", "learners"), 1),
    )
    assert in_force().weights == FORGETFUL  # until the hour is over
    monkeypatch.setattr(parameters, "KEPT_SECONDS", 0)
    assert in_force().weights == ALIKE


# ── Facts stay ────────────────────────────────────────────────────────────────


def refused(change) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_weights_and_what_an_answer_says_of_them_stay(learner, now):
    rows = FittedParameters.objects.filter(pk=fitted(now).pk)
    answer(begin(learner, Mode.RANDOM, now=now), now)
    refused(lambda: rows.update(is_kept=False))
    refused(lambda: ReviewLog.objects.update(parameters=None))
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute("DELETE FROM learning_fittedparameters"))
    refused(lambda: fitted(now, loss_after=0.5))
