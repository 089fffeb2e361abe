"""Checks over many questions: chance, balance, likeness, giveaways."""

import pytest

from quiz.domain.bank_item import same_question_digest
from quiz.domain.bank_whole import check_bank, fact_findings, figures, key_position_chance, longest_run
from quiz.domain.likeness import alike, differ
from tests.unit.quiz.bank_items import TODAY, blank, judge, make_item


def many(letters, **fields):
    """Singles whose keys stand at these letters, each about something else."""
    items = []
    for n, letter in enumerate(letters):
        stem = f"{chr(0x4E00 + 97 * n)}{n}（　　）。"
        items.append(make_item(code=f"0901-{n:03}", key=("ABCD".index(letter) + 1,), stem=stem, **fields))
    return items


def found(items, code):
    return [finding for finding in check_bank(items, today=TODAY) if finding.code == code]


def test_letters_of_the_brief_are_uneven():
    items = many("A" * 18 + "B" * 41 + "C" * 27 + "D" * 14)
    assert key_position_chance(items) == pytest.approx(0.0006, abs=1e-4)
    assert any(finding.field == "bank" for finding in found(items, "W02"))


def test_even_letters_pass():
    assert found(many("ABCD" * 12), "W02") == []


def test_a_run_of_one_letter_in_a_topic():
    assert [finding.field for finding in found(many("ABCDBBBBBACD" + "ACDACDACDA"), "W02")] == ["0901"]
    assert longest_run("AABBBBC") == 4


def test_keys_that_are_the_longest_too_often():
    texts = ("红色和黑色", "绿色", "蓝色", "灰色")
    assert any(finding.field == "bank" for finding in found(many("A" * 12, texts=texts), "W01"))


def test_statements_that_are_nearly_all_true():
    truths = [
        judge(code=f"0901-{n:03}", key=(1,), stem=f"第{n}句{chr(0x4E00 + 91 * n)}。") for n in range(12)
    ]
    assert found(truths, "W11")
    mixed = [one if n % 2 else judge(code=one.code, key=(0,), stem=one.stem) for n, one in enumerate(truths)]
    assert not found(mixed, "W11")


def test_the_same_question_twice_blocks():
    one = make_item(code="0901-001")
    other = make_item(
        code="0901-002", stem="有害垃圾的 分类标志用的是（ ）", texts=("灰色", "红色", "绿色", "蓝色")
    )
    assert same_question_digest(one) == same_question_digest(other)
    assert any(finding.blocks for finding in found([one, other], "W12"))


def test_paraphrase_and_sibling_are_told_apart():
    one = judge(code="0204-001", topic="0204", key=(1,), stem="成年人收缩压达到140毫米汞柱算高血压。")
    sibling = judge(code="0204-002", topic="0204", key=(1,), stem="成年人舒张压达到90毫米汞柱算高血压。")
    paraphrase = judge(
        code="0204-003", topic="0204", key=(1,), stem="收缩压达到140毫米汞柱的成年人算高血压。"
    )
    kinds = {frozenset((pair.one, pair.other)): pair.kind for pair in alike([one, sibling, paraphrase])}
    assert kinds[frozenset(("0204-001", "0204-002"))] == "sibling"
    assert kinds[frozenset(("0204-001", "0204-003"))] == "likely"


@pytest.mark.parametrize(
    ("one", "other"), [("2025年", "2026年"), ("能吃", "不能吃"), ("凸透镜成像", "凹透镜成像")]
)
def test_what_makes_siblings(one, other):
    assert differ(one, other)
    assert not differ(one, one)


def test_another_stem_tells_the_answer():
    asked = blank(code="0601-001", topic="0601", stem="植物进行光合作用的细胞器是____。", key=(("叶绿体",),))
    tells = judge(code="0601-002", topic="0601", key=(1,), stem="植物进行光合作用时叶绿体吸收光能。")
    told = [(finding.subject, finding.values["other"]) for finding in found([asked, tells], "W16")]
    assert told == [("0601-001", "0601-002")]


def test_figures_count():
    counted = figures([make_item(audience=("elder",)), judge(key=(1,)), blank()])
    assert counted.total == 3
    assert counted.by_type == {"blank": 1, "judge": 1, "single": 1}
    assert (counted.official, counted.elder, counted.elder_plain, counted.judge_true) == (3, 1, 1, 1)
    assert counted.key_letters == {"A": 1}


def of_fact(*topics):
    return [make_item(code=f"{topic}-{n:03}", topic=topic, fact="f-1") for n, topic in enumerate(topics, 1)]


@pytest.mark.parametrize(
    ("topics", "codes"),
    [
        (["0901", "0901"], []),
        (["0901"] * 6, []),
        (["0901"], ["W19"]),
        (["0901", "0902"], ["W18"]),
        (["0901"] * 7, ["W20"]),
    ],
)
def test_siblings_are_of_one_topic_and_few(topics, codes):
    items = of_fact(*topics)
    assert [finding.code for finding in fact_findings([*items, make_item()])] == codes
    assert all((one.subject, one.field) == (items[0].code, "fact") for one in fact_findings(items))


def test_questions_without_a_fact_are_nobodys_siblings():
    assert fact_findings([make_item(code="0901-001"), make_item(code="0902-001", topic="0902")]) == []
    assert found([make_item(fact="alone")], "W19") != []
