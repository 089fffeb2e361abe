"""GIFT: what is written is read again; what others wrote is read as they meant it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.domain.exports.gift import write_gift
from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.imports.draft import BRACKET, Draft, Reading, Upload
from quiz.domain.imports.gift import read_gift

from .bank_items import blank, make_item
from .exchange import canonical, codes, items, only_draft, options


def read(text: str) -> Reading:
    return read_gift(Upload(content=text.encode()))


def only(text: str) -> Draft:
    return only_draft(read(text))


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(st.lists(items(), min_size=1, max_size=3))
def test_what_is_exported_is_imported_again(exported):
    reading = read_gift(Upload(content=write_gift(exported)))
    assert reading.unread == ()
    assert [canonical(draft) for draft in reading.drafts] == [canonical(draft_of(one)) for one in exported]
    assert not any(draft.is_blocked for draft in reading.drafts)


def test_a_backslash_before_an_asterisk_stays_in_a_key_of_several_blanks():
    one = ExportItem(item=blank(stem="A____和B____。", key=(("a",), ("\\*粗",))))
    (draft,) = read_gift(Upload(content=write_gift([one]))).drafts
    assert draft.key == (("a",), ("\\*粗",))


# ── What others write ─────────────────────────────────────────────────────────


def test_single_choice_with_title_and_feedback():
    draft = only("::火警::火警电话是 {~110 =119#对 ~120 ~122}")
    assert (draft.type, draft.stem, draft.key) == ("single", "火警电话是", "B")
    assert options(draft) == ["110", "119", "120", "122"]
    assert (draft.number, draft.explanation, draft.line) == ("火警", "对", 1)
    assert draft.issues == ()


def test_weights_alone_make_a_choice_of_several():
    draft = only("反诈要点是 {~%50%不轻信 ~%50%不转账 ~%-100%先转账再核实}")
    assert (draft.type, draft.key, draft.issues) == ("multi", "AB", ())


def test_unequal_weights_are_pointed_out():
    assert codes(only("x {~%70%a ~%30%b ~%-50%c}")) == ["import_weights_lost"]
    assert codes(only("x {=a ~%50%b ~c}")) == ["import_weights_lost"]


def test_several_right_answers_of_a_single_choice_are_pointed_out():
    draft = only("x {=a =b ~c}")
    assert (draft.type, draft.key) == ("multi", "AB")
    assert codes(draft) == ["import_several_right"]


@pytest.mark.parametrize(
    ("answer", "key"),
    [("T", "T"), ("TRUE", "T"), ("F", "F"), ("false", "F"), (" T ", "T"), ("对", "T"), ("×", "F")],
)
def test_statements(answer, key):
    draft = only(f"每年9月是全国科普月。{{{answer}}}")
    assert (draft.type, draft.key, draft.stem) == ("judge", key, "每年9月是全国科普月。")


def test_feedback_of_a_statement_right_first():
    assert only("每年9月是全国科普月。{T#错了#对}").explanation == "对\n错了"


def test_two_options_true_and_false_are_a_statement():
    draft = only("光年是时间单位。{~对 =错}")
    assert (draft.type, draft.key, draft.options) == ("judge", "F", ())


def test_missing_word_becomes_a_blank_where_it_stood():
    draft = only("老年人指{=60 =六十}周岁以上公民。")
    assert (draft.type, draft.stem, draft.key) == ("blank", "老年人指____周岁以上公民。", (("60", "六十"),))


def test_a_short_answer_at_the_end_gets_its_blank():
    assert only("火警电话？{=119}").stem == "火警电话？____"
    assert only("火警电话是_____。{=119}").stem == "火警电话是____。"
    assert only("火警电话是（　　）。{=119}").stem == "火警电话是____。"


def test_the_place_of_a_choice_in_the_middle_is_a_bracket():
    assert only(r"pH\=7为{~酸性 =中性 ~碱性}的水").stem == f"pH=7为{BRACKET}的水"
    assert only("火警电话是（{~110 =119}）。").stem == f"火警电话是{BRACKET}。"
    assert only("火警电话是（ ）。{~110 =119}").stem == f"火警电话是{BRACKET}。"


def test_numbers_that_are_exact_are_accepted_texts():
    assert only("沸点{#100}℃").key == (("100",),)
    assert only("沸点{#100:0}℃").key == (("100",),)
    assert only("沸点{#5..5}℃").key == (("5",),)
    assert only("沸点{#=100 =%100%212#华氏}℃").key == (("100", "212"),)


@pytest.mark.parametrize(("answer", "said"), [("#100:1", "100±1"), ("#99..101", "99–101")])
def test_ranges_of_numbers_wait_for_a_person(answer, said):
    draft = only(f"标准大气压水沸点{{{answer}}}℃")
    assert draft.is_blocked and draft.stem == "标准大气压水沸点____℃"
    (issue,) = draft.issues
    assert (issue.code, issue.values) == ("import_number_range", {"range": said})


def test_a_partly_right_range_is_a_lost_weight():
    draft = only("沸点{#=%100%100:0 =%50%100:2}")
    assert (draft.key, codes(draft)) == ((("100",),), ["import_weights_lost"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("配对{=119 -> 火警 =120 -> 急救 =110 -> 报警}", "matching"),
        ("谈谈健康生活{}", "essay"),
        ("谈谈{####写了就好}", "essay"),
        ("只是一段说明", "description"),
    ],
)
def test_what_we_have_no_type_for_is_listed(text, kind):
    reading = read(f"\n{text}\n")
    assert reading.drafts == ()
    assert [(one.line, one.text, one.code) for one in reading.unread] == [
        (2, text, f"import_unsupported_{kind}")
    ]


def test_category_comment_and_html():
    draft = only(
        "$CATEGORY: $course$/健康/急救\n\n// [id:a\\]1] [tag:急救] [tag:difficulty:4]\n"
        "[html]<p>水的化学式H<sub>2</sub>O</p>{T}"
    )
    assert draft.stem == "水的化学式H<sub>2</sub>O"
    assert (draft.topic, draft.ext_id, draft.tags, draft.difficulty) == ("健康/急救", "a]1", ("急救",), 4)
    assert (draft.line, draft.last_line) == (4, 4)


def test_general_feedback_is_the_explanation_and_names_the_source():
    draft = only("x{~a =b####因为b。\n出处：《某法》第二条}")
    assert (draft.explanation, draft.source) == ("因为b。", "《某法》第二条")


def test_text_without_a_format_keeps_its_lines_and_its_smaller_than():
    assert only("若a<b\n且b>c{T}").stem == "若a<b\n且b>c"
    assert only("[markdown]**不**是{T}").stem == "**不**是"


# ── What breaks other readers ─────────────────────────────────────────────────


def test_full_width_marks_of_a_chinese_keyboard():
    draft = only("火警电话是｛～110 ＝119｝")
    assert (options(draft), draft.key, codes(draft)) == (["110", "119"], "B", ["import_gift_fullwidth"])
    assert only("火警电话是{～110 ＝119}").key == "B"


def test_chinese_text_in_full_width_braces_stays_text():
    assert only("集合｛1，2｝有两个元素{T}").stem == "集合｛1，2｝有两个元素"


def test_an_unescaped_mark_inside_a_text_is_pointed_out():
    draft = only("甲 {=pH=7 ~pH=8}")
    assert (options(draft), draft.key, codes(draft)) == (["pH=7", "pH=8"], "A", ["import_gift_unescaped"])
    assert draft.is_blocked


def test_glued_marks_are_marks():
    draft = only("火警{~110=119~120}")
    assert (options(draft), draft.key, draft.issues) == (["110", "119", "120"], "B", ())


def test_c_sharp_keeps_its_sign():
    assert options(only("语言{~C# =Java#对}")) == ["C#", "Java"]


def test_times_addresses_and_percents_in_texts():
    draft = only("12:30 见 http://a.b/c {=75%酒精 ~%0%%50%x ~y}")
    assert draft.stem == "12:30 见 http://a.b/c"
    assert options(draft) == ["75%酒精", "%50%x", "y"]


def test_a_blank_line_inside_braces_and_windows_lines():
    draft = only("x{\r\n\r\n~a\r\n\r\n=b\r\n}\r\n")
    assert (options(draft), draft.key, draft.last_line) == (["a", "b"], "B", 6)


def test_questions_without_a_blank_line_between():
    reading = read("甲{~a =b}\n第二题\n乙{T}\n// [id:3]\n::丙::丙{F}")
    assert [draft.stem for draft in reading.drafts] == ["甲", "第二题\n乙", "丙"]
    assert [draft.line for draft in reading.drafts] == [1, 2, 5]
    assert reading.drafts[2].ext_id == "3"


def test_an_open_brace_does_not_swallow_the_next_question():
    reading = read("甲{=1 ~2\n\n乙{T}\n\n::丙::丙{=1\n\n::丁::丁{F}")
    assert [(draft.stem, codes(draft)) for draft in reading.drafts] == [
        ("甲", ["import_gift_braces"]),
        ("乙", []),
        ("丙", ["import_gift_braces"]),
        ("丁", []),
    ]


def test_several_braces():
    assert only("首都是{=北京}，面积{=960}万").stem == "首都是____，面积____万"
    assert codes(only("甲{T}乙{~a =b}")) == ["import_gift_several_braces"]
    assert only("集合A={1,2}有{=2}个元素").stem == "集合A={1,2}有____个元素"


def test_no_right_answer_waits_for_a_person():
    draft = only("x{~a ~b}")
    assert draft.is_blocked and codes(draft) == ["import_answer_missing"]


def test_wildcards_wait_for_a_person():
    assert codes(only("x{=*119*}")) == ["import_wildcard"]
    assert only(r"x{=\*号}").key == (("*号",),)


def test_byte_order_marks_and_other_encodings():
    text = "火警电话是119{T}"
    for content in (f"\ufeff{text}".encode(), text.encode("utf-16"), text.encode("gb18030")):
        assert read_gift(Upload(content=content)).drafts[0].stem == "火警电话是119"


def test_embedded_and_remote_pictures():
    draft = only("[html]<img src\\='http\\://a/b.png'><img src\\='@@PLUGINFILE@@/c.png'>看图{T}")
    assert [(issue.code, issue.values["name"]) for issue in draft.issues] == [
        ("import_picture_remote", "b.png"),
        ("import_picture_missing", "c.png"),
    ]


# ── What we write ─────────────────────────────────────────────────────────────


def test_what_moodle_gets_to_see():
    item = ExportItem(item=make_item(code="0901-001", topic="0901", difficulty=2), topic_name="垃圾分类")
    text = write_gift([item]).decode()
    assert text.startswith("$CATEGORY: $course$/top/0901 垃圾分类\n\n// [id:0901-001] [tag:difficulty:2]")
    assert "::0901-001::[html]" in text and "\n\t=" in text and "####" in text


def test_several_blanks_are_one_answer_for_moodle():
    item = blank(stem="____和____", key=(("60", "六十"), ("九月",)))
    text = write_gift([ExportItem(item=item)]).decode()
    assert "=60；九月\n" in text and "=六十；九月\n" in text
    assert '// [blanks:[["60", "\\u516d\\u5341"], ["\\u4e5d\\u6708"]]]' in text
