"""What is there already is found: exactly, nearly, and as kin of a series."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.bank_item import BankItem, level
from quiz.domain.imports.duplicates import Duplicate, duplicates, known
from quiz.domain.likeness import alike
from tests.unit.quiz.bank_items import judge, make_item, options_of

STEMS = [
    "有害垃圾的分类标志用的是（　　）。",
    "有害垃圾的分类标志使用的颜色是（　　）。",
    "可回收物的分类标志用的是（　　）。",
    "火警电话是（　　）。",
    "发生火灾时应拨打的电话是（　　）。",
    "正常成人的收缩压应低于140毫米汞柱。",
    "正常成人的舒张压应低于90毫米汞柱。",
]


def items(*stems: str) -> list[BankItem]:
    return [make_item(code=f"q{number}", stem=stem) for number, stem in enumerate(stems)]


def found(file: list[BankItem], bank: list[BankItem] = []) -> list[list[Duplicate]]:  # noqa: B006
    return duplicates(
        [known(one, str(place)) for place, one in enumerate(file)], [known(one) for one in bank]
    )


def test_the_same_question_whatever_its_spaces_signs_and_order():
    bank = items(STEMS[0])
    twin = replace(
        bank[0],
        stem=" 有害垃圾的分类标志，用的是(  )",
        options=options_of("灰色", "蓝色", "绿色", "红色"),
        key=(4,),
    )
    ((pair,),) = found([twin], bank)
    assert (pair.kind, pair.other, pair.in_file, pair.same_key) == ("same", "q0", False, True)
    ((pair,),) = found([replace(twin, key=(1,))], bank)
    assert (pair.kind, pair.same_key) == ("same", False)


def test_likely_and_kin():
    ((likely,),) = found(items(STEMS[1]), items(STEMS[0]))
    assert likely.kind == "likely"
    ((kin,),) = found(items(STEMS[6]), items(STEMS[5]))
    assert kin.kind == "sibling"
    assert found(items(STEMS[3]), items(STEMS[0])) == [[]]
    other_key = replace(make_item(stem=STEMS[1]), key=(2,))
    ((pair,),) = found([other_key], items(STEMS[0]))
    assert (pair.kind, pair.same_key) == ("sibling", False)


def test_inside_the_file_the_later_one_is_the_duplicate():
    first, second, third = found(items(STEMS[3], STEMS[0], STEMS[3]))
    assert (first, second) == ([], [])
    assert [(pair.kind, pair.other, pair.in_file) for pair in third] == [("same", "0", True)]


def test_the_worst_come_first_and_not_all():
    bank = [
        *items(*[f"第{number}种有害垃圾的分类标志用的是（　　）。" for number in range(30)]),
        *items(STEMS[0]),
    ]
    ((first, *rest),) = found(items(STEMS[0]), bank)
    assert first.kind == "same" and len(rest) == 2


def test_empty_stems_are_no_duplicates_of_each_other():
    empty = [make_item(stem="", texts=("甲", "乙")), make_item(stem="", texts=("丙", "丁"))]
    assert found(empty) == [[], []]
    assert found([], items(STEMS[0])) == []
    assert found(items(STEMS[0]), []) == [[]]


@given(st.lists(st.sampled_from(STEMS) | st.text("火警电话是的垃圾12", min_size=1, max_size=12), max_size=9))
@settings(deadline=None)
def test_what_the_rules_say_of_two_is_what_is_found_among_many(stems):
    bank = [replace(judge(stem=stem), code=str(place)) for place, stem in enumerate(stems)]
    expected = {(pair.one, pair.other): pair.kind for pair in alike(bank) if level(stems[int(pair.other)])}
    together = {
        (pair.other, str(place)): pair.kind
        for place, pairs in enumerate(duplicates([known(one) for one in bank], [], most=len(bank)))
        for pair in pairs
    }
    assert together == expected
    assert len(expected) <= len(list(combinations(bank, 2)))
