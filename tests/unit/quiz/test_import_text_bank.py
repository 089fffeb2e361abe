"""The questions that we ship, written as papers in every style, read back the same."""

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from quiz.domain.bank_file import read_bank
from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.imports.draft import Draft
from quiz.services.shipped_bank import read_files

from . import import_styles as house
from .import_papers import read

CONTENT = Path(__file__).resolve().parents[3] / "content"
KINDS = ("single", "multi", "judge", "blank")


@cache
def bank() -> dict[str, list[Draft]]:
    items = read_bank(read_files(CONTENT)).items
    drafts = [_plain(draft_of(ExportItem(item=item))) for item in items]
    return {kind: [draft for draft in drafts if draft.type == kind] for kind in KINDS}


def _plain(draft: Draft) -> Draft:
    """What a paper says of a question. Full-width figures are read as figures."""
    key = draft.key
    if isinstance(key, tuple):
        key = tuple(tuple(text for text in part if text not in ("１", "２")) for part in key)
    return Draft(
        type=draft.type,
        stem=draft.stem,
        options=draft.options,
        key=key,
        explanation=draft.explanation.replace("\n", ""),
    )


def _style(dice: random.Random) -> house.Style:
    # Options that touch may end in a letter of their own: "CT" before "B．" is for a person to part.
    return house.Style(
        number=dice.choice(house._NUMBERS),
        label=dice.choice(house._LABELS),
        layout=dice.choice(["lines", "line", "pairs"]),
        key=dice.choice(["line", "stem", "list", "range"]),
        key_line=dice.choice(house._KEYS),
        verdicts=dice.randrange(len(house._TRUE)),
        heading=dice.randrange(3),
        tags=dice.choice(["headings", "before", "after"]),
        gap=dice.choice(["", "\n"]),
        blank=dice.choice(["______", "（　　）", "____", "〔　　〕"]),
        between=dice.choice(["", "、", ",", "，", " "]),
        page=dice.choice(["", "第{}页 共9页"]),
        in_front=dice.random() < 0.5,
        own_file=dice.random() < 0.4,
    )


@pytest.mark.parametrize("seed", range(60))
def test_papers_of_real_questions(seed):
    dice = random.Random(seed)
    kinds = dice.sample(KINDS, dice.randint(1, 4))
    paper = [draft for kind in kinds for draft in dice.sample(bank()[kind], dice.randint(3, 12))]
    style = _style(dice)
    reading = read(*house.written(paper, style))
    assert [_said(draft) for draft in reading.drafts] == [_said(draft) for draft in paper], style


def _said(draft: Draft) -> tuple[object, ...]:
    bare = replace(draft, stem="".join(draft.stem.split()))
    return bare.type, bare.stem, [option.text for option in bare.options], bare.key
