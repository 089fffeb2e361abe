"""The chapter of a contest's report about its prizes: who won, and what became of them."""

from collections.abc import Sequence
from datetime import date

from accounts.domain.wording import date_words

from .contest_facts import ContestFacts, Handing, Prize
from .report import Block, Note, Table, of, paragraph

# A name list of a prize is cut here: the winners' page has them all.
MOST_NAMES = 60
# By their keys in `Handing.counts`: what the columns are called and what they count.
_COUNTS = {
    "taken": ("领走", "主办单位登记已经交到本人手里的"),
    "claimed": ("已确认", "本人确认领奖、还没有登记领走的"),
    "waiting": ("待领", "还没有登记、也没有过领取期限的（没有期限的也算在内）"),
    "waived": ("放弃", "公布以来放弃的，含已经递补的"),
    "lapsed": ("逾期", "过了领取期限没有人领的，含已经递补的"),
    "handed_on": ("已递补", "放弃和逾期的奖里已作递补处理的；没有人排着的，奖空缺"),
}
_LISTED = "名单：现在公布的获奖者（人或单位）的个数。"
_SUM = "名单＝领走＋已确认＋待领＋放弃＋逾期－已递补。"


def prize_chapter(facts: ContestFacts) -> list[Block]:
    if not facts.has_awards:
        return []
    if facts.prizes is None:
        return [paragraph("获奖名单尚未公布。")]
    blocks: list[Block] = [_winners(prize) for prize in facts.prizes]
    return [*(blocks or [paragraph("没有人符合获奖条件。")]), *_handing(facts.handing, facts.today)]


def _winners(prize: Prize) -> Block:
    unit = "个单位" if prize.board else "人"
    names = "、".join(prize.names[:MOST_NAMES])
    rest = "等" if len(prize.names) > MOST_NAMES else ""
    how = "（抽奖）" if prize.is_drawn else ""
    return paragraph(f"{prize_words(prize)}{how}{len(prize.names)}{unit}：{names}{rest}。")


def prize_words(prize: Prize) -> str:
    return f"{prize.name}（{prize.group}）" if prize.group else prize.name


def _handing(prizes: Sequence[Handing], today: date) -> list[Block]:
    """What became of the prizes by `today`, each count with what it is."""
    if not prizes:
        return []
    whole = _sum(prizes)
    table = Table(
        caption="领奖情况",
        head=("奖项", "名单", *(word for word, _means in _COUNTS.values())),
        rows=tuple(_row(one) for one in (prizes if len(prizes) == 1 else [*prizes, whole])),
        widths=(30, *(10,) * (len(_COUNTS) + 1)),
        numbers=frozenset(range(1, len(_COUNTS) + 2)),
    )
    means = "".join(f"{word}：{said}。" for word, said in _COUNTS.values())
    return [paragraph(*_sentences(whole, today)), table, Note(text=f"{_LISTED}{means}{_SUM}")]


def _sum(prizes: Sequence[Handing]) -> Handing:
    return Handing(
        name="合计", counts={key: sum(one.counts.get(key, 0) for one in prizes) for key in _COUNTS}
    )


def _row(one: Handing) -> tuple[str, ...]:
    return (one.name, str(one.listed), *(str(one.counts.get(key, 0)) for key in _COUNTS))


def _sentences(whole: Handing, today: date) -> tuple[str, str]:
    taken = f"领走{of(whole.counts['taken'], whole.listed)}" if whole.listed else "没有人持有"
    waived, lapsed = whole.counts["waived"], whole.counts["lapsed"]
    lost = (
        f"公布以来放弃{waived}个、逾期未领{lapsed}个，其中{whole.counts['handed_on']}个已作递补处理。"
        if waived + lapsed
        else "公布以来没有人放弃，也没有逾期未领的。"
    )
    return f"截至{date_words(today)}，名单上{whole.listed}个奖，{taken}。", lost
