"""What a call is refused with."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.domain.problems import RuleBroken
from accounts.messages import explain


def refusal(call: Callable[..., Any], *arguments: Any, **named: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **named)
    return broken.value


def refused(call: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    """The code of the refusal."""
    return refusal(call, *arguments, **named).code


def explained(code: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> RuleBroken:
    """The refusal, which has this code and a sentence of its own."""
    broken = refusal(call, *arguments, **named)
    assert broken.code == code
    assert explain(broken) != code
    return broken
