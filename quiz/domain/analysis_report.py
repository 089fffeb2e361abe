"""An item analysis as JSON types: facilities and alphas as parts of 1, Moodle's indices in per cent."""

from dataclasses import dataclass, field
from typing import Any

from .irt import (
    LEAST_FOR_1PL,
    LEAST_ITEMS,
    Calibration,
    calibrate,
    model_for,
)
from .item_analysis import Analysis, ItemFigures, analyse
from .response_table import Responses


@dataclass(frozen=True, kw_only=True)
class Curves:
    """A calibration, or the code and the values of the reason why there is none."""

    found: Calibration | None
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def curves_of(responses: Responses) -> Curves:
    """Item response curves where people, items and marks carry them; an omitted answer is wrong."""
    n = len(responses.rows)
    model = model_for(n)
    if model is None:
        return Curves(found=None, reason="irt_too_few_people", values={"n": n, "least": LEAST_FOR_1PL})
    marks = [[mark or 0 for mark in row] for row in responses.rows]
    if any(mark not in (0, most) for row in marks for mark, most in zip(row, responses.most, strict=True)):
        return Curves(found=None, reason="irt_part_marks")
    right = [[int(mark > 0) for mark in row] for row in marks]
    try:
        return Curves(found=calibrate(right, model))
    except ValueError:
        return Curves(found=None, reason="irt_too_few_items", values={"least": LEAST_ITEMS})


def as_document(responses: Responses) -> dict[str, Any]:
    """Everything about a file of responses; a sentence's code stands where a reason is wanted."""
    analysis, curves = analyse(responses.rows, responses.most), curves_of(responses)
    return {
        **_paper(analysis),
        "id_column": responses.people,
        "omitted": responses.omitted,
        "items": [
            {"name": name, **_item(one)} for name, one in zip(responses.items, analysis.items, strict=True)
        ],
        "irt": _curves(curves.found) if curves.found else None,
        "irt_reason": {"code": curves.reason, "values": curves.values} if curves.reason else None,
    }


def _paper(analysis: Analysis) -> dict[str, Any]:
    one = analysis.paper
    return {
        "n": one.n,
        "max": one.most,
        "mean": one.mean,
        "median": one.median,
        "sd": one.sd,
        "skewness": one.skewness,
        "kurtosis": one.kurtosis,
        "alpha": one.alpha,
        "standardized_alpha": one.standardized_alpha,
        "error_ratio": one.error_ratio,
        "standard_error": one.standard_error,
        "notices": list(one.notices),
    }


def _item(one: ItemFigures) -> dict[str, Any]:
    return {
        "n": one.n,
        "max": one.most,
        "facility": one.facility,
        "sd": one.sd,
        "item_total_r": one.item_total_r,
        "item_rest_r": one.item_rest_r,
        "discrimination_index": one.discrimination_index,
        "discriminative_efficiency": one.discriminative_efficiency,
        "intended_weight": one.intended_weight,
        "effective_weight": one.effective_weight,
        "alpha_if_deleted": one.alpha_if_deleted,
        "d27": one.d27,
        "notices": list(one.notices),
    }


def _curves(one: Calibration) -> dict[str, Any]:
    return {
        "model": one.model,
        "a": list(one.a),
        "b": list(one.b),
        "a_se": list(one.a_se),
        "b_se": list(one.b_se),
        "loglik": one.loglik,
        "aic": one.aic,
        "bic": one.bic,
        "converged": one.converged,
    }
