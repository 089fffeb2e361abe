"""Importing and exporting in the browser's place: who gets in, what is told, what happens to the rows."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.domain import uploads
from accounts.models import AuditEntry
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.sheet import read_sheet
from quiz.models import ImportBatch, Question, QuestionRevision
from quiz.services import import_parsing
from quiz.services.import_parsing import parse_waiting
from quiz.web.import_urls import urlpatterns
from tests.clients import logged_in
from tests.factories import make_department, make_organizer, make_reviewer, make_topic, make_user
from tests.service.quiz.importing import WORDS, committed, good_row, sheet, uploaded
from tests.unit.quiz.sheets import row

pytestmark = pytest.mark.django_db
GOOD = [good_row(number) for number in range(3)]
BAD = row("单选题", "哪个<b>不是</b>？", WORDS, "E")
DOUBTFUL = row("多选题", "哪些放进蓝色桶？", WORDS, 1.3)


@pytest.fixture
def author():
    make_topic()
    return make_organizer(make_department())


@pytest.fixture
def desk(author) -> Client:
    return logged_in(author)


@pytest.fixture
def batch(author, now):
    return uploaded(author, sheet(*GOOD, BAD, DOUBTFUL, GOOD[0], ["", "", "备注"]), now)


def address(name: str, batch: ImportBatch, position: int = 0) -> str:
    return reverse(f"bank_import_{name}", args=[batch.pk, *([position] if position else [])])


def posted(client: Client, upload: Upload, **fields):
    file = SimpleUploadedFile(upload.name, upload.content)
    return client.post("/manage/bank/import", {"file": file, "format": "auto", **fields})


def text(answer) -> str:
    return answer.content.decode()


# ── Doors ─────────────────────────────────────────────────────────────────────

GETS = {
    **dict.fromkeys(
        ["bank_import", "bank_import_template", "bank_import_batch", "bank_import_progress"], 200
    ),
    **dict.fromkeys(["bank_import_undo", "bank_import_item", "bank_export"], 200),
    "bank_import_picture": 404,
}
POSTS = {"bank_import_reread", "bank_import_commit", "bank_import_decide"}


def every(batch: ImportBatch) -> dict[str, str]:
    return {
        pattern.name: "/" + str(pattern.pattern)
        .replace("<int:batch_id>", str(batch.pk)).replace("<int:position>", "1")
        for pattern in urlpatterns
    }  # fmt: skip


def test_every_address_has_its_row(batch):
    assert set(every(batch)) == GETS.keys() | POSTS


def test_strangers_log_in_and_others_find_nothing(batch, author):
    reviewer = make_reviewer()
    for name, path in every(batch).items():
        method = "post" if name in POSTS else "get"
        assert getattr(Client(), method)(path).headers["Location"].startswith("/login")
        for person in (make_user(make_department()), reviewer):
            assert getattr(logged_in(person), method)(path).status_code == 404, (name, person)


def test_another_organizer_does_not_find_ones_import_and_an_administrator_does(batch):
    other, chief = make_organizer(make_department()), make_user(make_department(), is_superuser=True)
    own = {"bank_import", "bank_import_template", "bank_export"}
    for name, path in every(batch).items():
        method = "post" if name in POSTS else "get"
        expected = GETS.get(name, 404) if name in own else 404
        assert getattr(logged_in(other), method)(path).status_code == expected, name
        if name in GETS:
            assert logged_in(chief).get(path).status_code == GETS[name], name
    assert "题库.xlsx" not in text(logged_in(other).get("/manage/bank/import"))
    assert "题库.xlsx" in text(logged_in(chief).get("/manage/bank/import"))


# ── Upload ────────────────────────────────────────────────────────────────────


def test_a_small_file_is_read_while_one_waits(desk):
    answer = posted(desk, sheet(*GOOD))
    batch = ImportBatch.objects.get()
    assert answer.headers["Location"] == address("batch", batch)
    assert batch.state == "ready"
    page = text(desk.get(address("batch", batch)))
    assert "导入 3 题" in page and "按“Excel 或 WPS 表格”读" in page


def test_a_big_one_waits_and_tells_how_far_it_is(desk, monkeypatch, now):
    from quiz.web import bank_import

    monkeypatch.setattr(bank_import, "AT_ONCE", 10)
    posted(desk, sheet(*GOOD))
    batch = ImportBatch.objects.get()
    page = text(desk.get(address("batch", batch)))
    assert "排队等着读取" in page and 'http-equiv="refresh"' in page
    ImportBatch.objects.filter(pk=batch.pk).update(state="parsing", total=500, done=125)
    part = desk.get(address("progress", batch))
    assert "125/500" in text(part) and "HX-Refresh" not in part.headers
    ImportBatch.objects.filter(pk=batch.pk).update(state="waiting")
    parse_waiting(now=now)
    assert desk.get(address("progress", batch)).headers["HX-Refresh"] == "true"
    assert "导入 3 题" in text(desk.get(address("batch", batch)))


def test_pasted_text_is_read_like_a_file(desk):
    paper = "一、单选题\n1. 火警电话是（　　）。\nA. 110\nB. 119\n答案：B\n"
    desk.post("/manage/bank/import", {"text": paper, "format": "auto"})
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.format, batch.total, batch.file_name) == ("ready", "text", 1, "")
    page = text(desk.get(address("batch", batch)))
    assert "粘贴的文字" in page and "答案：B" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "请选一个文件，或粘贴题目"),
        ({"text": "  \n"}, "请选一个文件，或粘贴题目"),
        ({"file": SimpleUploadedFile("x.xlsx", b"")}, "文件是空的"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no")}, "打不开"),
        ({"file": SimpleUploadedFile("x.xlsx", b"x" * (10 * 1024 * 1024 + 1))}, "文件超过10 MB"),
        ({"text": "1. 题", "format": "pdf"}, "选"),
    ],
)
def test_what_is_refused_at_once_is_told_in_the_form(desk, fields, told):
    answer = desk.post("/manage/bank/import", {"format": "auto", **fields})
    assert answer.status_code == 400 and told in text(answer)
    assert not ImportBatch.objects.exists()


def test_a_file_that_cannot_be_read_says_so_and_may_be_read_otherwise(desk, author, now):
    batch = uploaded(author, Upload(content="火警,119\n急救,120\n".encode(), name="x.csv"), now)
    page = text(desk.get(address("batch", batch)))
    assert "没有读出题目" in page and "前 30 行里没有找到表头" in page and "火警 | 119" in page
    assert desk.post(address("reread", batch), {"format": "text"}).status_code == 302
    batch.refresh_from_db()
    assert batch.wanted_format == "text"
    assert desk.post(address("reread", batch), {"format": "nonsense"}).status_code == 400


# ── The review page ───────────────────────────────────────────────────────────


def test_source_reading_faults_and_cures_stand_beside_each_other(desk, batch):
    page = text(desk.get(address("batch", batch)))
    assert "导入 3 题" in page
    assert "第 5 行 K 列" in page and "不在选项（ABCD）里" in page
    assert "第 6 行 K 列" in page and "1.3" in page
    assert "单选题 | 哪个&lt;b&gt;不是&lt;/b&gt;？" in page, "the source is shown as text"
    assert "哪个<b>不是</b>？" in page, "the reading as it will look"
    assert "本文件第 1 题" in page and "完全相同" in page
    assert "没有当作题目的 1 行" in page and "备注" in page
    assert "有 1 题没写知识点" in page


@pytest.mark.parametrize(
    ("show", "positions"),
    [("", [1, 2, 3, 4, 5, 6]), ("problems", [4, 5]), ("ready", [1, 2, 3, 5]), ("duplicates", [6]),
     ("taken", []), ("nonsense", [1, 2, 3, 4, 5, 6])],
)  # fmt: skip
def test_filters(desk, batch, show, positions):
    page = text(desk.get(f"{address('batch', batch)}?show={show}"))
    assert [number for number in range(1, 7) if f'id="q{number}"' in page] == positions


def test_the_pages_cost_the_same_for_three_and_for_sixty(desk, author, now, django_assert_max_num_queries):
    for count in (3, 60):
        rows = [good_row(count * 100 + number) for number in range(count)]
        batch = uploaded(author, sheet(*rows, *rows[:5]), now)
        with django_assert_max_num_queries(16):
            assert desk.get(address("batch", batch)).status_code == 200
        with django_assert_max_num_queries(14):
            assert desk.get(f"{address('batch', batch)}?show=duplicates").status_code == 200
        with django_assert_max_num_queries(10):
            assert desk.get("/manage/bank/import").status_code == 200


def form_of(batch: ImportBatch, **fields) -> dict[str, object]:
    return {
        "type": "single", "stem": "哪个放进红色桶？（　　）", "rows": "4", "topic": "0901", "difficulty": "2",
        "option_1": "电池", "option_2": "果皮", "option_3": "报纸", "right_1": "on", "explanation": "有害。",
        "source_title": "分类标志", "source_certainty": "B", "audience": ["public"], "bloom": "remember",
        **fields,
    }  # fmt: skip


def test_a_question_is_mended_beside_its_source(desk, batch):
    page = text(desk.get(address("item", batch, 4)))
    assert "哪个&lt;b&gt;不是&lt;/b&gt;？" in page and 'value="红色"' in page and "第 5 行 K 列" in page
    answer = desk.post(f"{address('item', batch, 4)}?show=problems&page=1", form_of(batch))
    assert answer.headers["Location"] == f"{address('batch', batch)}?show=problems&page=1#q4"
    item = batch.items.get(position=4)
    assert (item.is_blocked, item.is_doubtful, item.topic.code, item.edited["key"]) == (
        False,
        False,
        "0901",
        "A",
    )
    assert item.edited["line"] == 5 and "key" not in item.draft
    page = text(desk.get(address("batch", batch)))
    assert "您改成" in page and "导入 4 题" in page


def test_a_half_mended_question_is_kept_and_still_says_what_is_wrong(desk, batch):
    answer = desk.post(address("item", batch, 4), form_of(batch, right_1=""))
    assert answer.status_code == 200 and "还有必须改的地方" in text(answer)
    item = batch.items.get(position=4)
    assert item.is_blocked and item.edited["stem"] == "哪个放进红色桶？（　　）"
    more = desk.post(address("item", batch, 4), form_of(batch, add_row="1"))
    assert "option_5" in text(more)
    assert desk.post(address("item", batch, 99), form_of(batch)).status_code == 404


def test_decisions_by_button(desk, batch):
    answer = desk.post(f"{address('decide', batch, 6)}?show=duplicates&page=1", {"decision": "take"})
    assert answer.headers["Location"].endswith("?show=duplicates&page=1#q6")
    desk.post(address("decide", batch, 1), {"decision": "skip"})
    assert dict(batch.items.exclude(decision="").values_list("position", "decision")) == {
        1: "skip",
        6: "take",
    }
    assert desk.post(address("decide", batch, 1), {"decision": "maybe"}).status_code == 400
    evil = desk.post(f"{address('decide', batch, 1)}?show=//x&page=%0d", {"decision": ""})
    assert evil.headers["Location"] == f"{address('batch', batch)}#q1"


def test_taking_and_taking_back(desk, batch):
    answer = desk.post(address("commit", batch), {"with_doubtful": "on"})
    assert answer.status_code == 400 and "没有写知识点" in text(answer)
    assert desk.post(address("commit", batch), {"topic": "9999"}).status_code == 400
    desk.post(address("commit", batch), {"with_doubtful": "on", "topic": "0901"})
    page = text(desk.get(address("batch", batch)))
    codes = page[page.index('<textarea id="codes"') :].split("</textarea>")[0]
    assert codes.count("0901-x00") == 4 and "只用这些题出一份试卷" in page
    assert "已导入 4 题，存为草稿" in page and "撤销导入" in page and "/manage/bank/0901-x001" in page
    again = desk.post(address("commit", batch), {"topic": "0901"})
    assert again.status_code == 400 and "没有可以导入的题" in text(again)
    assert desk.get(address("item", batch, 1)).headers["Location"] == "/manage/bank/0901-x001"
    assert "4 题" in text(desk.get(address("undo", batch)))
    assert Question.objects.filter(state="draft").count() == 4, "asking changes nothing"
    desk.post(address("undo", batch))
    assert Question.objects.filter(state="draft").count() == 0
    assert "这次导入已撤销" in text(desk.get(address("batch", batch)))
    assert desk.post(address("undo", batch)).status_code == 409


def test_what_was_taken_back_can_be_taken_again(desk, batch):
    chosen = {"with_doubtful": "on", "topic": "0901"}
    desk.post(address("commit", batch), chosen)
    desk.post(address("undo", batch))
    page = text(desk.get(address("batch", batch)))
    assert address("commit", batch) in page and "只用这些题出一份试卷" not in page
    assert "重复或相近" in page and "已导入为" not in page
    desk.post(address("commit", batch), chosen)
    assert Question.objects.filter(state="draft").count() == 4


def test_hostile_texts_stay_texts(desk, author, now):
    evil = row(
        "单选题",
        "<script>alert(1)</script>哪个？",
        ('"><img src=x onerror=1>', "乙"),
        "A",
        "",
        "",
        "<svg onload=1>",
    )
    batch = uploaded(author, sheet(evil, row("单选题", "缺答案<img src=x>", WORDS, '"><script>')), now)
    pages = text(desk.get(address("batch", batch))) + text(desk.get(address("item", batch, 1)))
    for tag in ("<script>alert", "<img src=x", "<svg onload"):
        assert tag not in pages
    assert "&lt;script&gt;" in pages


# ── Template and export ───────────────────────────────────────────────────────


def test_the_template_is_empty_and_the_readers_own(desk):
    answer = desk.get("/manage/bank/import/template")
    assert "attachment" in answer.headers["Content-Disposition"]
    reading = read_sheet(Upload(content=answer.content, name="x.xlsx"))
    assert (reading.drafts, [one.code for one in reading.issues]) == ((), ["import_sheet_empty"])
    assert (
        "dataValidation"
        in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    )


def test_what_is_exported_comes_back_as_the_same(desk, author, batch, now):
    committed(author, batch, now)
    page = text(desk.get("/manage/bank/export?topic=0901&state=draft"))
    assert "导出 3 题" in page and 'name="topic" value="0901"' in page
    answer = desk.post("/manage/bank/export", {"format": "sheet", "topic": "09", "state": "draft"})
    assert answer.status_code == 200 and ".xlsx" in answer.headers["Content-Disposition"]
    reading = read_sheet(Upload(content=answer.content, name="x.xlsx"))
    assert [draft.ext_id for draft in reading.drafts] == ["0901-x001", "0901-x002", "0901-x003"]
    assert {draft.topic for draft in reading.drafts} == {"生态环境/垃圾分类"}
    entry = AuditEntry.objects.get(action="bank.exported")
    assert (entry.actor, entry.details["questions"]) == (author, 3)
    posted(desk, Upload(content=answer.content, name="out.xlsx"))
    again = ImportBatch.objects.order_by("-pk")[0]
    assert set(again.items.values_list("duplicate", flat=True)) == {"same"}
    assert QuestionRevision.objects.count() == 3


@pytest.mark.parametrize("format", ["gift", "moodle_xml"])
def test_the_other_formats(desk, author, batch, now, format):
    committed(author, batch, now)
    answer = desk.post("/manage/bank/export", {"format": format})
    assert answer.status_code == 200 and len(answer.content) > 300


def test_an_export_of_nothing_or_as_nothing_is_told(desk):
    assert "没有符合条件的题" in text(desk.get("/manage/bank/export"))
    for fields in ({"format": "sheet"}, {"format": "pdf"}):
        answer = desk.post("/manage/bank/export", fields)
        assert answer.status_code == 400
    assert not AuditEntry.objects.filter(action="bank.exported").exists()


def test_what_could_not_be_imported_again_is_not_exported(desk, author, batch, now, monkeypatch):
    committed(author, batch, now)
    monkeypatch.setattr(uploads, "LARGEST", 100)
    for format in ("json", "qti"):
        answer = desk.post("/manage/bank/export", {"format": format})
        assert answer.status_code == 400 and "分几次导出" in text(answer)


def test_a_reader_that_dies_leaves_the_page_alone(desk, monkeypatch):
    def dies(*args, **options):
        raise RuntimeError("killed")

    monkeypatch.setattr(import_parsing, "read_upload", dies)
    desk.raise_request_exception = False
    posted(desk, sheet(*GOOD))
    batch = ImportBatch.objects.get()
    assert batch.state == "parsing"
    assert "正在读取文件" in text(desk.get(address("batch", batch)))
