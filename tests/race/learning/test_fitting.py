"""Several processes fit the same answers at once: the weights come into force once."""

import pytest

from learning.models import FittedParameters
from learning.services.fitting import fit
from tests.forgetting import put_down
from tests.race.together import errors, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_answers_fitted_at_once_bring_one_change(now):
    put_down(now, learners=7, questions=30, answers=6)
    outcomes = together([lambda: fit(now=now)] * 3)
    assert errors(outcomes) == []
    row = FittedParameters.objects.get(is_kept=True)
    # Who came later found the same row, or compared the same weights with themselves.
    others = [outcome.value for outcome in outcomes if outcome.value.pk != row.pk]
    assert all(one.weights == row.weights and one.loss_before == one.loss_after for one in others)
    assert FittedParameters.objects.count() == len({one.pk for one in others}) + 1 <= 2
