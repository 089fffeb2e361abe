"""Who learns, and what."""

from datetime import datetime

import pytest

from accounts.models import User
from learning.models import Learner
from learning.services.learners import learner_for
from tests.factories import make_question


@pytest.fixture
def learner(person: User, now: datetime) -> Learner:
    return learner_for(person, None, now=now)


@pytest.fixture
def three(now: datetime) -> list[int]:
    """Three siblings."""
    return [make_question(now=now, fact="0101-a").question_id for _each in range(3)]
