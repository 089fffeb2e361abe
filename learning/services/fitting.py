"""The memory's weights fitted to this site's own answers: kept where they foretell better, written down
in any case. The library that does it is an extra; a site without it keeps the weights it has."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from types import ModuleType

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from learning.domain.fitting import (
    LEAST_APART,
    LEAST_REVIEWS,
    History,
    Item,
    count_apart,
    count_reviews,
    digest_of,
    held_out_from,
    is_enough,
    items,
    log_loss,
    settled,
)
from learning.domain.memory import Weights
from learning.models import FittedParameters
from learning.selectors.parameters import in_force, rated_histories, rated_reviews, read_anew

logger = logging.getLogger(__name__)

LIBRARY = "fsrs-rs-python"
# So often the sweep has it done.
EVERY = timedelta(days=30)


def fit(*, now: datetime, is_trial: bool = False) -> FittedParameters:
    """Fit, compare with the weights in force on what was held out, and write down what came of it, unless
    it is a trial. The same answers compared with the same weights once more give the same row.

    Raises RuleBroken("fit_no_library"), ("fit_too_few").
    """
    library = _library()
    histories = _enough_histories()
    read_anew()
    before, since = in_force().weights, held_out_from(histories)
    after = _computed(library, items(histories, since))
    loss_before, held_out = log_loss(histories, before, since)
    loss_after, _held_out = log_loss(histories, after, since)
    found = FittedParameters(
        weights=list(after),
        fitted_at=now,
        is_kept=loss_after < loss_before,
        reviews=count_reviews(histories),
        held_out=held_out,
        learners=len({one.learner for one in histories}),
        loss_before=loss_before,
        loss_after=loss_after,
        library=LIBRARY,
        library_version=version(LIBRARY),
        digest=digest_of(histories, before, f"{LIBRARY} {version(LIBRARY)}"),
    )
    return found if is_trial else _written(found)


def fit_monthly(*, now: datetime) -> FittedParameters | None:
    """The same where none was made for a month; what stands in the way is said in the log."""
    if not is_fit_due(now):
        return None
    try:
        found = fit(now=now)
    except RuleBroken as fault:
        _say_once() if fault.code == "fit_no_library" else _say_how_few(fault)
        return None
    outcome = "in force from now on" if found.is_kept else "no better, the old weights stay"
    logger.info("weights fitted, log loss %.4f, was %.4f: %s", found.loss_after, found.loss_before, outcome)
    return found


def is_fit_due(now: datetime) -> bool:
    return not FittedParameters.objects.filter(fitted_at__gt=now - EVERY).exists()


@cache
def _say_once() -> None:
    logger.info("%s is not installed: the memory's weights are not fitted (docs/learning.md)", LIBRARY)


def _say_how_few(fault: RuleBroken) -> None:
    words = "too few answers for a fit: %(reviews)d, %(apart)d of them a day or more after the one before"
    logger.info(words, fault.values)


def _library() -> ModuleType:
    try:
        import fsrs_rs_python
    except ImportError as error:
        raise RuleBroken("fit_no_library") from error
    return fsrs_rs_python


def _enough_histories() -> Sequence[History]:
    """Counted in the database first: most sites are far below, and need not be read."""
    reviews, histories = rated_reviews().count(), list[History]()
    if reviews >= LEAST_REVIEWS:
        histories = rated_histories()
        reviews = count_reviews(histories)
    apart = count_apart(histories)
    if not is_enough(reviews, apart):
        raise RuleBroken(
            "fit_too_few", reviews=reviews, apart=apart, least=LEAST_REVIEWS, least_apart=LEAST_APART
        )
    return histories


def _computed(library: ModuleType, known: Sequence[Item]) -> Weights:
    theirs = [library.FSRSItem([library.FSRSReview(*pair) for pair in one]) for one in known]
    try:
        found = library.FSRS([]).compute_parameters(theirs)
    except BaseException as error:
        # What goes wrong in Rust is no Exception: it would end the sweep's thread.
        if type(error).__name__ == "PanicException":
            raise RuntimeError(f"{LIBRARY}: {error}") from error
        raise
    return settled(found)


def _written(found: FittedParameters) -> FittedParameters:
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError:  # fitted from the very same before
        return FittedParameters.objects.get(digest=found.digest)
    read_anew()
    return found
