"""A rule sheet as 活动规则: what an office would announce, printed from the document alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from quiz.domain.rulesheet import RuleSheet
from quiz.selectors.seeds import SeedNotice

from . import announcement_results as results
from . import announcement_sitting as sitting


@dataclass(frozen=True, kw_only=True)
class Section:
    title: str
    lines: list[str]


def announcement(
    sheet: RuleSheet,
    language: str = "zh-hans",
    *,
    topic_names: Mapping[str, str] | None = None,
    seed: SeedNotice | None = None,
    draw: str = "",
) -> list[Section]:
    """The rules in sections; a section with nothing to say is left out.

    `topic_names`: code → name. `seed`: what an announced contest tells of the seed of its papers; `draw`:
    what binds its lottery, "" before it is announced.
    """
    with override(language):
        parts: list[tuple[str, Iterator[str]]] = [
            (_("活动说明"), _introduction(sheet, language)),
            (_("参赛对象"), sitting.who(sheet)),
            (_("时间和次数"), sitting.when(sheet)),
            (_("答题办法"), sitting.paper(sheet, topic_names or {}, seed)),
            (_("计分办法"), sitting.points(sheet)),
            (_("到时和断网"), sitting.mishaps(sheet)),
            (_("成绩和名次"), results.ranking(sheet)),
            (_("单位排名"), results.organisations(sheet)),
            (_("奖项设置"), results.awards(sheet, draw)),
            (_("公布办法"), results.publication(sheet)),
        ]
        sections = [Section(title=title, lines=list(lines)) for title, lines in parts]
    return [section for section in sections if section.lines]


def _introduction(sheet: RuleSheet, language: str) -> Iterator[str]:
    if sheet.title_en and language.startswith("en"):
        yield sheet.title_en
    if sheet.host:
        yield _("主办单位：%(host)s") % {"host": sheet.host}
    yield from (line for line in sheet.introduction.split("\n") if line)
