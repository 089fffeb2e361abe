"""Whatever a person does with siblings, in whatever order: memories are what the log says."""

from datetime import timedelta
from random import Random

import pytest

from learning.models import Learner, LearningSession, Memory
from learning.services.contests import study_contest
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item, begin
from quiz.models import Question, QuestionRevision
from tests.factories import end_contest, make_contest, make_question, sit

from .answering import Mode, edited, set_of

pytestmark = pytest.mark.django_db


class Life:
    """A person who learns siblings in every way, in the order in which the dice have it."""

    def __init__(self, person, organizer, now, seed: int) -> None:
        self.person, self.organizer, self.at, self.dice = person, organizer, now, Random(seed)
        self.learner = learner_for(person, None, now=now)
        self.bank = [
            make_question(now=now, fact=fact).question_id
            for fact in ("a", "a", "a", "b", "b", "", "", "", "")
        ]
        self.several = make_question(now=now, fact="b", type="multi", key=[1, 2]).question_id

    def live(self, steps: int) -> None:
        ways = [
            self.answer,
            self.answer,
            self.practise,
            self.sit_exam,
            self.compete,
            self.correct,
            self.log_in,
        ]
        for _each in range(steps):
            self.at += timedelta(hours=self.dice.choice((1, 20, 30, 100, 900)))
            self.dice.choice(ways)()

    def answer(self, learner: Learner | None = None) -> None:
        learner, question = learner or self.learner, self.dice.choice([*self.bank, self.several])
        self._give(set_of(learner, question, self.at))

    def practise(self) -> None:
        session = begin(self.learner, self.dice.choice([Mode.DAILY, Mode.RANDOM, Mode.WRONG]), now=self.at)
        while session is not None and session.finished_at is None:
            self._give(session)
            session = LearningSession.objects.select_related("learner").get(pk=session.pk)

    def _give(self, session: LearningSession) -> None:
        seconds, response = self.dice.choice((0.2, 9, 90)), self.dice.choice(([], [1], [1], [2], [1, 2], [4]))
        self.at += timedelta(seconds=100)
        shown = self.at - timedelta(seconds=seconds)
        answer_item(session, session.position + 1, response, shown_at=shown, now=self.at)

    def sit_exam(self) -> None:
        exam = begin_exam(self.learner, "long", now=self.at)
        for position in range(1, len(exam.plan)):
            if self.dice.random() < 0.7:
                save_exam_answer(exam, position, [self.dice.choice((1, 2))], now=self.at)
        self.answer()  # in another window
        hand_in_exam(exam, now=self.at + timedelta(minutes=9))
        self.at += timedelta(minutes=10)

    def compete(self) -> None:
        """Between the hand-in and the taking in something else is answered."""
        contest = make_contest(self.at, self.person.department)
        attempt = sit(self.person, contest, right=self.dice.randrange(10), start=self.at)
        there = attempt.slots.values("revision__question")
        fresh = (
            Question.objects.filter(pk__in=there)
            .exclude(pk__in=Memory.objects.values("question"))
            .exclude(pk__in=self.bank)
        )
        Question.objects.filter(pk__in=list(fresh.values_list("pk", flat=True))[:4]).update(fact="a")
        self.at += timedelta(minutes=20)
        end_contest(self.organizer, contest, now=self.at)
        self.answer()
        study_contest(contest.pk, now=self.at)

    def correct(self) -> None:
        question = self.dice.choice(self.bank)
        revision = QuestionRevision.objects.get(question=question, is_published=True)
        edited(revision, self.at, key=[self.dice.choice((1, 2))])

    def log_in(self) -> None:
        device = learner_for(None, None, now=self.at)
        for _each in range(3):
            self.answer(device)
            self.answer()
        self.learner = learner_for(self.person, device.pk, now=self.at)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_memories_are_what_the_log_says(person, organizer, now, seed):
    life = Life(person, organizer, now, seed)
    for _each in range(5):
        life.live(6)
        assert rebuild_memories(life.learner) == 0
    facts = Memory.objects.filter(due__isnull=False).exclude(question__fact="")
    assert facts.values("question__fact").distinct().count() == facts.count()
