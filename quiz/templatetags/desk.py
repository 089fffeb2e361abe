"""The head of every page about one contest, and words for its states."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms, template
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.templatetags.ui import duration
from quiz import sheet_labels as labels
from quiz.models import Contest
from quiz.selectors.contests import phase_of
from quiz.selectors.rules import sheet_in_force
from quiz.sheet_labels import generic
from quiz.web.desk_words import PERSON_STATES, PHASES, share_word
from quiz.web.forms.rule_sheet import Node

register = template.Library()
# Which pages a contest has, by its state; in the order of the tabs.
_PAGES = {
    Contest.State.DRAFT: ("desk_contest", "desk_rules", "desk_preview", "desk_log"),
    Contest.State.PUBLISHED: (
        "desk_contest", "desk_live", "desk_progress", "desk_people", "desk_poster", "desk_draw", "desk_items",
        "desk_gain", "desk_rules", "desk_preview", "desk_log",
    ),
    Contest.State.CLOSED: (
        "desk_contest", "desk_draw", "desk_awards", "desk_rulings", "desk_report", "desk_progress",
        "desk_items", "desk_gain", "desk_people", "desk_rules", "desk_preview", "desk_log",
    ),
}  # fmt: skip
# Fields of the rule sheet that few contests need.
RARE = frozenset(
    [
        "title_en",
        "who.exclusions",
        "who.paper_entries",
        "when.time_zone",
        "when.daily_hours",
        "when.weekdays",
        "when.gate",
        "paper.seed",
        "paper.mode",
        "paper.questions",
        "paper.rows.bank",
        "paper.rows.audience",
        "paper.rows.groups",
        "paper.rows.points",
        "time.grace_seconds",
        "points.penalty",
        "points.speed_bonus",
        "rank.min_points",
        "rank.min_attempts",
        "organisations.combine",
        "organisations.min_headcount",
        "organisations.ties",
        "awards.group",
        "awards.per_department",
        "awards.kinds",
        "awards.cascade",
        "awards.reserves",
        "awards.claim_days",
        "publication.show_best",
        "publication.objections",
    ]
)
# A pair that needs no frame of its own, and fields that read better after the short ones.
FLAT = frozenset({"paper.rows.difficulty"})
LAST = frozenset({"paper.rows.topics", "paper.rows.types"})


@register.inclusion_tag("quiz/desk/_head.html", takes_context=True)
def desk_head(context: dict[str, Any], contest: Contest, here: str) -> dict[str, Any]:
    """Crumbs, title, phase and tabs; `here` is the name of this page's address."""
    phase = phase_of(contest, context["now"])
    word, kind = PHASES[phase]
    return {
        "contest": contest,
        "phase": phase,
        "word": word,
        "kind": kind,
        "is_overview": here == "desk_contest",
        "tabs": [_tab(contest, name, here) for name in _pages(contest)],
    }


def _pages(contest: Contest) -> list[str]:
    """Its state's pages; the draw's only where lots are drawn."""
    draws = sheet_in_force(contest).draws_lots
    return [name for name in _PAGES[Contest.State(contest.state)] if draws or name != "desk_draw"]


def _tab(contest: Contest, name: str, here: str) -> dict[str, Any]:
    labels = {
        "desk_contest": _("概览"),
        "desk_live": _("现场"),
        "desk_progress": _("进度"),
        "desk_people": _("名单"),
        "desk_poster": _("海报"),
        "desk_rules": _("规则"),
        "desk_preview": _("预览"),
        "desk_draw": _("抽奖"),
        "desk_awards": _("奖项"),
        "desk_rulings": _("裁决"),
        "desk_report": _("总结报告"),
        "desk_items": _("题目分析"),
        "desk_gain": _("前后测"),
        "desk_log": _("记录"),
    }
    return {"label": labels[name], "href": reverse(name, args=[contest.pk]), "current": name == here}


@register.inclusion_tag("components/chip.html")
def phase_chip(phase: str) -> dict[str, Any]:
    word, kind = PHASES[phase]
    return {"text": word, "kind": kind}


@register.inclusion_tag("components/chip.html")
def person_chip(state: str) -> dict[str, Any]:
    word, kind = PERSON_STATES[state]
    return {"text": word, "kind": kind}


@register.filter
def share(percent: int) -> str:
    return share_word(percent)


@register.filter
def group_word(name: str, contest: Contest) -> str:
    """A group of a contest in words."""
    return labels.group_word(sheet_in_force(contest).who.groups.by, name)


@register.filter
def left(deadline: datetime, now: datetime) -> str:
    """How long an open paper still has, in words."""
    return duration(int((deadline - now).total_seconds() * 1000))


@register.inclusion_tag("quiz/desk/_node.html")
def sheet_node(node: Node) -> dict[str, Any]:
    """A piece of the rule sheet form, with what is in it."""
    return {"node": node, "widget": _widget(node)}


@register.inclusion_tag("quiz/desk/_nodes.html")
def sheet_nodes(nodes: Sequence[Node]) -> dict[str, Any]:
    """Pieces beside each other, those that few contests need folded away."""
    nodes = [one for node in nodes for one in (node.nodes if generic(node.path) in FLAT else [node])]
    nodes.sort(key=lambda node: _widget(node) in ("choices", "many") and generic(node.path) in LAST)
    rare = [node for node in nodes if generic(node.path) in RARE]
    usual = [node for node in nodes if node not in rare]
    return {"usual": usual, "rare": rare, "is_open": any(map(_has_errors, rare))}


def _has_errors(node: Node) -> bool:
    inside = [*node.nodes, *node.rows]
    return bool(node.errors or (node.bound and node.bound.errors) or any(map(_has_errors, inside)))


def _widget(node: Node) -> str:
    """How a field is drawn: check, choices (boxes to tick), many (the same, folded), long or input."""
    widget = node.bound.field.widget if node.bound else None
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.SelectMultiple):
        return "many"
    return "long" if isinstance(widget, forms.Textarea) else "input"
