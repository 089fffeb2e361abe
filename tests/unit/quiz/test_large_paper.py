"""Papers in large type as PDF: what is printed, how large, and that no key slips in."""

import io
from pathlib import Path

import pytest
from PIL import Image

from quiz.domain.bank_file import read_bank
from quiz.domain.exports.item import ExportItem
from quiz.domain.exports.large_paper import PaperLink, PaperPerson, write_large_paper
from quiz.domain.imports.draft import DraftPicture
from tests.pdf_text import PdfText, pdf_text
from tests.unit.quiz.bank_items import blank, judge, make_item

CONTENT = Path(__file__).resolve().parents[3] / "content"


def paper(*items, keys: bool = False, points: int | None = 500, **more) -> PdfText:
    exports = [ExportItem(item=item, points=points) for item in items]
    return pdf_text(write_large_paper(exports, title="河东区知识竞赛", keys=keys, **more))


def test_everything_is_at_least_eighteen_points_in_one_embedded_font():
    found = paper(make_item(stem="H<sub>2</sub>O 和 m<sup>2</sup>"), judge(), blank(), keys=True)
    assert min(found.sizes) == 18 and {22.0, 28.0} <= found.sizes
    assert found.fonts == {"NotoSansCJKsc-Regular"} and found.embedded == 1


def test_the_head_has_lines_for_name_unit_and_date_and_pages_are_numbered():
    found = paper(*[make_item(stem=f"第{number}个问题？") for number in range(8)])
    assert "河东区知识竞赛" in found.pages[0]
    assert all(word in found.pages[0] for word in ("姓名", "单位", "日期"))
    total = len(found.pages)
    assert total > 1
    for number, page in enumerate(found.pages, start=1):
        assert page.endswith(f"第 {number} 页　共 {total} 页")


def test_rare_signs_and_small_figures_are_printed():
    found = paper(make_item(stem="𬭎䶮喆①，20 ℃，H<sub>2</sub>O，m<sup>2</sup>，#eval(1) $x$ *a*"))
    assert "𬭎䶮喆①，20 ℃，H2O，m2，#eval(1) $x$ *a*" in found.text


def test_sections_and_tags_are_those_of_the_word_paper():
    assert "一、单选题（每题5分，共1题，5分）" in paper(make_item(), judge()).text
    mixed = paper(make_item(), judge(), make_item()).text
    assert "［单选题］" in mixed and "［判断题］" in mixed and "一、" not in mixed


def test_each_type_says_what_to_write():
    found = paper(make_item(), judge(), blank(stem="水在____结冰，在____沸腾。", key=(("0",), ("100",)))).text
    assert "写一个字母" in found and "对的写 √，错的写 ×" in found
    assert "第1空" in found and "第2空" in found


def test_a_question_is_never_split_over_two_pages():
    """A question of every length from one line to most of a page, one after the other."""
    stems = [f"起{number:02}" + "题干的字" * (7 * number) + f"止{number:02}" for number in range(1, 10)]
    found = paper(*[make_item(stem=stem, texts=("第一", "第二", f"末{stem[1:3]}")) for stem in stems])
    for number in range(1, 10):
        begins = [at for at, page in enumerate(found.pages) if f"起{number:02}" in page]
        ends = [at for at, page in enumerate(found.pages) if f"末{number:02}" in page]
        assert begins == ends and len(begins) == 1


def test_a_question_longer_than_any_page_loses_nothing():
    found = paper(make_item(stem="长" * 900))
    assert found.text.count("长") == 900 and "灰色" in found.text


def test_answers_stand_on_paper_of_their_own():
    items = [make_item(explanation="红色是<strong>警示</strong>。"), judge(explanation="单独投放。"), blank()]
    found = paper(*items, keys=True)
    at = next(number for number, page in enumerate(found.pages) if "参考答案" in page)
    assert at % 2 == 0  # the front of a sheet
    assert "红色是警示。" in found.pages[at] and "氧气" in found.pages[at]
    assert found.pages[at].endswith("参考答案　第 1 页　共 1 页")
    assert not any("警示" in page or "第 3 页" in page for page in found.pages[:at])


def test_without_keys_nothing_tells_them():
    items = [make_item(explanation="红色是警示。"), judge(explanation="单独投放。"), blank()]
    plain = paper(*items).text
    assert "参考答案" not in plain and "警示" not in plain and "氧气" not in plain


def test_a_person_and_a_qr_code_are_in_the_head():
    link = PaperLink(address="https://quiz.example.org/learn/paper/x", caption="手机扫一扫")
    with_both = paper(make_item(), link=link, person=PaperPerson(name="欧阳𬭎", unit="河东区科协"))
    assert all(word in with_both.pages[0] for word in ("欧阳𬭎", "河东区科协", "手机扫一扫"))
    assert "扫一扫" not in paper(make_item()).text


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_in_the_file(kind):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(buffer, kind)
    picture = DraftPicture(name="x", data=buffer.getvalue(), alt="红色的标志")
    content = write_large_paper([ExportItem(item=make_item(), picture=picture)], title="竞赛")
    assert b"/Subtype/Image" in content and "有害垃圾" in pdf_text(content).text


def test_a_damaged_picture_takes_no_paper_along():
    """One question's picture must not keep a whole topic, or a contest's paper, from being printed."""
    picture = DraftPicture(name="x", data=b"\xff\xd8\xffjunk", alt="红色的标志")
    items = [ExportItem(item=make_item(), picture=picture), ExportItem(item=make_item())]
    shown = pdf_text(write_large_paper(items, title="竞赛")).text
    assert shown.count("有害垃圾") == 2 and "红色的标志" in shown


def test_fifty_questions_stay_under_300_kilobytes():
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(CONTENT.glob("*.yaml"))}
    items = read_bank(files).items[::8][:50]
    exports = [ExportItem(item=item, points=200) for item in items]
    content = write_large_paper(exports, title="知识竞赛", keys=True)
    assert len(items) == 50 and len(content) <= 300 * 1024
