"""Rich text: what people write is what readers see, and nothing of it ever runs."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.rich_text import TAGS, clean_html, from_markup, plain_text, to_markup, without_bold

PIECES = r"""
<script> </script> alert(1) <img_src=x_onerror= <svg/onload= javascript: <a_href= <b <b> </b> <sub> </sub>
<br/> ** * & &lt; &#60; &amp;lt;b&amp;gt; < > " ' <!-- --> <math><mtext> <style> <b_onclick=x> x H₂O 5<6 水
"""
UNSEEN = ["\x00", "\u202e", "\u200b", " ", "\n", "\r\n"]
HOSTILE = st.lists(
    st.sampled_from([piece.replace("_", " ") for piece in PIECES.split()] + UNSEEN), max_size=14
).map("".join)
TEXTS = st.one_of(HOSTILE, st.text(max_size=60))


def tags_of(stored: str) -> list[str]:
    return re.findall(r"<[^>]*>", stored)


@settings(deadline=None)
@given(TEXTS)
def test_only_the_seven_tags_come_out_and_without_attributes(text):
    for clean in (from_markup(text), clean_html(text)):
        for tag in tags_of(clean):
            assert re.fullmatch(rf"</?({'|'.join(TAGS)})>", tag)


@settings(deadline=None)
@given(TEXTS)
def test_cleaning_again_changes_nothing(text):
    for clean in (from_markup(text), clean_html(text)):
        assert clean_html(clean) == clean


@settings(deadline=None)
@given(TEXTS)
def test_editing_and_saving_unchanged_text_keeps_it(text):
    stored = from_markup(text)
    assert from_markup(to_markup(stored)) == stored


@settings(deadline=None)
@given(st.text(alphabet=st.characters(categories=["L", "N", "P"], exclude_characters="*"), max_size=40))
def test_text_without_marks_is_kept_to_the_letter(text):
    assert plain_text(from_markup(text)) == text


def test_bold_sub_and_line_breaks():
    assert from_markup("**不**属于H<sub>2</sub>O\n的") == "<strong>不</strong>属于H<sub>2</sub>O<br>的"


def test_smaller_than_is_text():
    stored = from_markup("若a<b且b>c，则a&b")
    assert tags_of(stored) == []
    assert html.unescape(stored) == "若a<b且b>c，则a&b"


def test_script_is_shown_not_run():
    assert from_markup("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_characters_that_nobody_sees_are_left_out():
    assert from_markup("正\u202e确\u200b答\x00案") == "正确答案"


def test_without_bold_leaves_what_is_not_emphasized():
    assert without_bold("下列<strong>不属于</strong>的是") == "下列的是"
