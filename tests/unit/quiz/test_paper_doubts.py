"""Keys that can be guessed and questions that tell another's answer, in a pool and in one paper."""

from dataclasses import replace

from quiz.bank_words import finding_sentence
from quiz.domain.bank_item import BankItem, Option
from quiz.domain.paper_doubts import paper_doubts, pool_doubts


def item(
    number: int, *, key: int = 1, stem: str = "", texts: tuple[str, ...] = ("甲", "乙", "丙", "丁")
) -> BankItem:
    return BankItem(
        code=f"0101-{number:03d}",
        topic="0101",
        type="single",
        stem=stem or f"第{number}个问题问的是另一件事{chr(0x4E00 + 97 * number)}{chr(0x5E00 + 89 * number)}",
        options=tuple(Option(id=at, text=text) for at, text in enumerate(texts, 1)),
        key=(key,),
    )


def codes(findings: list) -> list[str]:
    assert all(finding_sentence(one) not in ("", f"bank_{one.code}") for one in findings)
    return [one.code for one in findings]


GAS = item(1, stem="人体吸入过多会中毒的无色无味气体是（　　）", texts=("一氧化碳", "氧气", "氮气", "氢气"))
TOLD = item(2, stem="一氧化碳是无色无味的气体，人体吸入过多会怎样（　　）")


def test_a_question_that_tells_anothers_answer() -> None:
    assert codes(pool_doubts([GAS, TOLD], shuffled=True)) == ["W16"]
    (only,) = paper_doubts([GAS, TOLD], shuffled=True)
    assert (only.subject, only.values) == ("0101-001", {"other": "0101-002", "text": "一氧化碳"})
    assert paper_doubts([GAS], shuffled=True) == []


def test_where_options_are_shuffled_their_places_say_nothing() -> None:
    pool = [item(number) for number in range(1, 41)]
    assert codes(pool_doubts(pool, shuffled=False)) == ["W02"]
    assert pool_doubts(pool, shuffled=True) == []


def test_keys_that_are_the_longest_are_told_by_their_length() -> None:
    pool = [item(n, key=1 + n % 4, texts=("短", "短的", "短词", "短语")) for n in range(1, 41)]
    pool = [
        replace(
            one, options=tuple(replace(o, text="长长的一段话") if o.id in one.key else o for o in one.options)
        )
        for one in pool
    ]
    assert codes(pool_doubts(pool, shuffled=True)) == ["W01"]


def test_one_letter_in_a_row_is_told_in_a_paper() -> None:
    row = [item(n, key=2) for n in range(1, 6)]
    (only,) = paper_doubts([*row, item(6, key=3)], shuffled=False)
    assert (only.code, only.values) == ("W02", {"letter": "B", "run": 5})
    assert paper_doubts([*row[:4], item(6, key=3), row[4]], shuffled=False) == []
    assert paper_doubts(row, shuffled=True) == []


def test_the_same_question_twice_in_a_paper() -> None:
    twice = [GAS, replace(GAS, code="0101-009")]
    assert "W12" in codes(paper_doubts(twice, shuffled=True))
