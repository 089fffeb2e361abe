"""Keys in odder habits: in sentences, by words, by circled figures, halves of keys."""

import pytest

from .import_papers import read

CHOICE = "1. 甲是（ ）\nA.一\nB.二\nC.三\nD.四\n"


@pytest.mark.parametrize(
    ("written", "key"), [("A.B.D", "ABD"), ("A．C", "AC"), ("A.B.C.D。", "ABCD"), ("A·B", "AB")]
)
def test_letters_parted_by_full_stops_are_one_key(written, key):
    (draft,) = read(f"{CHOICE}答案：{written}\n").drafts
    assert (draft.key, draft.explanation, draft.issues) == (key, "", ())


@pytest.mark.parametrize(
    "written", ["A或B", "A-C", "A~C", "A至C", "A（C）", "A 或者 C", "A or B", "B 或 D均可"]
)
def test_half_a_key_is_no_key(written):
    (draft,) = read(f"{CHOICE}答案：{written}\n").drafts
    assert draft.key == ""
    assert [(one.code, one.blocking) for one in draft.issues] == [("import_key_unreadable", True)]


@pytest.mark.parametrize("remark", ["A选项不对", "选择B项也有人赞成", "见A篇第三条", "二"])
def test_a_remark_that_speaks_of_options_stays_one(remark):
    (draft,) = read(f"{CHOICE}答案：B。{remark}\n").drafts
    assert (draft.key, draft.issues) == ("B", ())


def test_circled_figures_beside_lettered_options_are_their_places_to_be_confirmed():
    (draft,) = read(f"{CHOICE}答案：①③\n").drafts
    assert (draft.key, draft.type) == ("AC", "multi")
    assert [(one.code, one.blocking) for one in draft.issues] == [("import_key_by_number", False)]
    (other,) = read("1. 对的有（ ）①甲 ②乙 ③丙\nA.①②\nB.①③④\n答案：①③\n").drafts
    assert (other.key, other.is_blocked) == ("", True)


@pytest.mark.parametrize("sign", ["Y", "N", "T", "F", "y", "×"])
def test_a_sign_at_the_end_of_a_statement_is_its_key(sign):
    (draft,) = read(f"二、判断题\n1. 铁会生锈（{sign}）。\n").drafts
    assert (draft.key, draft.stem, draft.issues) == ("T" if sign in "YyT" else "F", "铁会生锈。", ())


def test_a_letter_inside_a_statement_is_no_key_and_stays():
    (draft,) = read("二、判断题\n1. 元素符号（N）是氮。\n答案：错\n").drafts
    assert (draft.key, draft.stem, draft.issues) == ("F", "元素符号（N）是氮。", ())


@pytest.mark.parametrize(
    "options", ["110\n119\n120", "A，110\nB，119\nC，120", "A-110\nB-119\nC-120", "A110\nB119\nC120"]
)
def test_options_whose_letters_nobody_set_apart(options):
    key = "119" if options[0] == "1" else "B"
    (draft,) = read(f"1、火警电话是（ ）\n{options}\n答案：{key}\n").drafts
    assert ([one.text for one in draft.options], draft.key) == (["110", "119", "120"], "B")
    assert "import_options_unlabelled" in [one.code for one in draft.issues]


def test_circled_numbers_of_questions():
    paper = "①火警电话是（ ） A.110 B.119\n②急救电话是（ ）\nA.120\nB.119\n"
    for keys in ("参考答案\n①B ②A", "参考答案\n1.B 2.A"):
        reading = read(paper + keys)
        assert [(one.number, one.stem, one.key) for one in reading.drafts] == [
            ("1", "火警电话是（　　）", "B"),
            ("2", "急救电话是（　　）", "A"),
        ]
        assert (reading.confidence, reading.unread) == (1.0, ())


def test_circled_statements_are_part_of_their_question():
    reading = read("属于金属的有\n①铁\n②铜\n③木\nA.①②\nB.②③\n答案：A\n")
    assert [draft.stem for draft in reading.drafts] == ["属于金属的有\n①铁\n②铜\n③木"]
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("line", "key", "explanation"),
    [
        ("正确答案是B，因为119是火警。", "B", "因为119是火警。"),
        ("本题选A。", "A", ""),
        ("答案为C；见第三条", "C", "见第三条"),
    ],
)
def test_a_key_in_a_sentence(line, key, explanation):
    (draft,) = read(f"{CHOICE}{line}\n").drafts
    assert (draft.key, draft.explanation.rstrip("。"), draft.issues) == (key, explanation.rstrip("。"), ())


def test_an_option_spelled_out_in_the_stem_is_the_key_to_be_confirmed():
    (draft,) = read("1. 火警电话是（119）。\nA.110\nB.119\n").drafts
    assert (draft.stem, draft.key) == ("火警电话是（　　）。", "B")
    assert [(one.code, one.blocking) for one in draft.issues] == [("import_key_by_text", False)]
    (other,) = read("1. 自动体外除颤器（AED）是（ ）\nA.AED\nB.药\n答案：A\n").drafts
    assert (other.key, other.stem) == ("A", "自动体外除颤器（AED）是（　　）")


@pytest.mark.parametrize("stem", ["①____②____", "（1）____（2）____", "__①__和__②__", "____和____"])
def test_figures_before_or_in_two_blanks(stem):
    (draft,) = read(f"二、填空题\n1. {stem}\n答案：甲；乙\n").drafts
    assert (draft.stem.count("____"), draft.key, draft.issues) == (2, (("甲",), ("乙",)), ())


@pytest.mark.parametrize("written", ["A一；C三", "A 一 C 三", "A.一 C.三", "A、一；C、三"])
def test_letters_with_their_options_words_are_all_of_the_key(written):
    (draft,) = read(f"{CHOICE}答案：{written}\n").drafts
    assert (draft.key, draft.explanation, draft.issues) == ("AC", "", ())
