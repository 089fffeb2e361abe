"""The sentence for every code that a domain may raise, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .domain.problems import Problem, RuleBroken

_sentences: dict[str, Promise | str] = {}


def register(sentences: Mapping[str, Promise | str]) -> None:
    """Add an app's sentences; a code is registered once."""
    twice = _sentences.keys() & sentences.keys()
    if twice:
        raise ValueError(f"registered twice: {sorted(twice)}")
    _sentences.update(sentences)


def sentence(code: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code, filled with its values; the code itself where none is registered."""
    template = _sentences.get(code)
    return str(template) % dict(values or {}) if template is not None else code


def explain(fault: RuleBroken | Problem) -> str:
    return sentence(fault.code, fault.values)


register(
    {
        "wrong_shape": _("填写的内容有误，请按提示修改。"),
        "method_not_allowed": _("这个地址不支持这种请求。"),
        "not_logged_in": _("请先登录。"),
        "not_allowed": _("您没有进行这项操作的权限。"),
        "not_found": _("没有找到。它可能已被移走，或不对您开放。"),
        "try_again_later": _("系统正忙，请稍后再试。您已保存的内容不受影响。"),
        "wrong_login": _("工号（手机号）或密码不对。"),
        "locked_out": _("尝试次数过多，请15分钟后再试，或请组织者重置密码。"),
    }
)
