"""What is only seen over many questions: chance in the keys (W01, W02), balance (W11), likeness, siblings
(W18 to W20), figures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from .bank_checks import check_item
from .bank_item import BankItem
from .chance import at_least, chi_square, chi_square_p
from .findings import Finding
from .likeness import giveaways, likeness_findings

DOUBTFUL = 0.05
RUN = 5
ELDER_STEM, ELDER_OPTION = 40, 15
MOST_SIBLINGS = 6
JUDGE_LOW, JUDGE_HIGH = 0.4, 0.6


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts over a bank. `elder_plain` are the elders' items short enough for large type;
    `judge_true` counts statements that are true; `key_p` is the χ² test's p of the key letters."""

    total: int
    by_type: dict[str, int]
    by_topic: dict[str, int]
    by_audience: dict[str, int]
    by_difficulty: dict[int, int]
    official: int
    elder: int
    elder_plain: int
    judge_true: int
    key_letters: dict[str, int]
    key_p: float
    longest_key: int
    longest_p: float


def check_bank(items: Sequence[BankItem], *, today: date) -> list[Finding]:
    """Every finding over the items, one by one, by topic and together; blocking findings first."""
    found = [finding for item in items for finding in check_item(item, today=today)]
    found += likeness_findings(items)
    for _, form in groupby(sorted(items, key=_by_code), key=lambda item: item.topic):
        found += giveaways(form)
    found += key_findings(items) + fact_findings(items)
    return sorted(found, key=lambda finding: (not finding.blocks, finding.subject, finding.code))


def key_findings(items: Sequence[BankItem]) -> list[Finding]:
    """Chance and balance in the keys of all items together: W01, W02, W11."""
    return [*_w01_longest(items), *_w02_positions(items), *_w11_judges(items)]


def fact_findings(items: Iterable[BankItem]) -> list[Finding]:
    """Facts whose questions are hardly siblings: in several topics (W18), one alone (W19), too many (W20)."""
    facts: dict[str, list[BankItem]] = {}
    for item in sorted(items, key=_by_code):
        if item.fact:
            facts.setdefault(item.fact, []).append(item)
    return [finding for fact in sorted(facts) for finding in _of_fact(fact, facts[fact])]


def _of_fact(fact: str, siblings: Sequence[BankItem]) -> Iterator[Finding]:
    first, codes = siblings[0].code, " ".join(one.code for one in siblings)
    if len({one.topic for one in siblings}) > 1:
        yield Finding(code="W18", subject=first, field="fact", values={"fact": fact, "codes": codes})
    if len(siblings) == 1:
        yield Finding(code="W19", subject=first, field="fact", values={"fact": fact})
    if len(siblings) > MOST_SIBLINGS:
        values = {"fact": fact, "count": len(siblings), "most": MOST_SIBLINGS}
        yield Finding(code="W20", subject=first, field="fact", values=values)


def figures(items: Sequence[BankItem]) -> Figures:
    longest, longest_p = longest_key_chance(items)
    return Figures(
        total=len(items),
        by_type=dict(sorted(Counter(item.type for item in items).items())),
        by_topic=dict(sorted(Counter(item.topic for item in items).items())),
        by_audience=dict(sorted(Counter(tag for item in items for tag in item.audience).items())),
        by_difficulty=dict(sorted(Counter(item.difficulty for item in items).items())),
        official=sum(item.is_official for item in items),
        elder=sum(item.is_elder for item in items),
        elder_plain=sum(is_plain_for_elders(item) for item in items),
        judge_true=sum(item.key == (1,) for item in items if item.type == "judge"),
        key_letters=_letters(items),
        key_p=key_position_chance(items),
        longest_key=longest,
        longest_p=longest_p,
    )


def is_plain_for_elders(item: BankItem) -> bool:
    """Tagged for elders and short enough for large type: stem ≤ 40, options ≤ 15 characters."""
    short = len(item.stem_text) <= ELDER_STEM and all(len(text) <= ELDER_OPTION for text in item.option_texts)
    return item.is_elder and short


def key_position_chance(items: Iterable[BankItem]) -> float:
    """The chance of key letters at least this uneven if each place were equally likely (χ²)."""
    singles = _singles(items)
    places = max((len(item.options) for item in singles), default=0)
    if places < 2:
        return 1.0
    seen, wanted = [0] * places, [0.0] * places
    for item in singles:
        seen[item.key_positions[0]] += 1
        for place in range(len(item.options)):
            wanted[place] += 1 / len(item.options)
    return chi_square_p(chi_square(seen, wanted), places - 1)


def longest_key_chance(items: Iterable[BankItem]) -> tuple[int, float]:
    """How many keys are the one longest option, and the chance of that many or more by luck."""
    singles = _singles(items)
    count = sum(_key_is_longest(item) for item in singles)
    return count, at_least(count, [1 / len(item.options) for item in singles])


def longest_run(letters: Sequence[str]) -> int:
    """The length of the longest run of one letter."""
    return max((len(list(run)) for _, run in groupby(letters)), default=0)


def _by_code(item: BankItem) -> tuple[str, str]:
    return item.topic, item.code


def _singles(items: Iterable[BankItem]) -> list[BankItem]:
    return [item for item in items if item.type == "single" and len(item.key_positions) == 1]


def _letters(items: Iterable[BankItem]) -> dict[str, int]:
    return dict(sorted(Counter(item.key_letters for item in _singles(items)).items()))


def _key_is_longest(item: BankItem) -> bool:
    lengths = [len(text) for text in item.option_texts]
    key = lengths.pop(item.key_positions[0])
    return all(key > other for other in lengths)


def _w01_longest(items: Sequence[BankItem]) -> list[Finding]:
    count, chance = longest_key_chance(items)
    if chance >= DOUBTFUL:
        return []
    values = {"count": count, "total": len(_singles(items)), "p": round(chance, 4)}
    return [Finding(code="W01", field="bank", values=values)]


def _w02_positions(items: Sequence[BankItem]) -> list[Finding]:
    """Uneven letters over the bank, and runs of one letter in a topic as it is listed."""
    found = []
    chance = key_position_chance(items)
    if chance < DOUBTFUL:
        counts = " ".join(f"{letter}{count}" for letter, count in _letters(items).items())
        found.append(Finding(code="W02", field="bank", values={"counts": counts, "p": round(chance, 4)}))
    for topic, form in groupby(sorted(_singles(items), key=_by_code), key=lambda item: item.topic):
        if longest_run([item.key_letters for item in form]) >= RUN:
            found.append(Finding(code="W02", field=topic, values={"counts": f"≥{RUN}", "p": 0}))
    return found


def _w11_judges(items: Sequence[BankItem]) -> list[Finding]:
    judges = [item for item in items if item.type == "judge"]
    right = sum(item.key == (1,) for item in judges)
    if len(judges) < 10 or JUDGE_LOW <= right / len(judges) <= JUDGE_HIGH:
        return []
    return [Finding(code="W11", field="bank", values={"right": right, "wrong": len(judges) - right})]
