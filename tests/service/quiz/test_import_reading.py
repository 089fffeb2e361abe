"""Reading an upload within bounds, and the command that prints what was read."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.problems import RuleBroken
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.formats import read
from quiz.models import Question, QuestionRevision
from quiz.services.import_reading import read_upload
from tests.factories import make_department, make_organizer, make_topic, make_user
from tests.unit.quiz.sheets import KAHOOT, TEMPLATE, row, workbook

QUESTIONS = [
    row("单选题", "火警电话是（ ）。", ("110", "119"), "B", 2, "解析", "《消防法》", "易"),
    row("多选题", "哪些？", ("甲", "乙", "丙"), 1.3),
    row("填空题", "老年人是____周岁以上，节日是____。", (), "60|六十；重阳节"),
    row("判断题", "铁会生锈。", (), "对"),
    ["", "", "备注"],
]


@pytest.fixture
def sheet() -> Upload:
    return workbook(题库=[TEMPLATE, *QUESTIONS])


def test_the_process_reads_what_the_function_reads(sheet):
    assert read_upload(sheet) == read(sheet)
    kahoot = workbook(S=[KAHOOT, [1, "火警？", "110", "119", "", "", 20, 2]])
    assert read_upload(kahoot).format == "kahoot"
    assert read_upload(kahoot, format="sheet").drafts[0].key == "B"


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return file.getvalue()


def far_away() -> bytes:
    """A cell so far from the others that the space between them fills any memory."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "题干")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "file_too_big"),
        (b"PK\x03\x04 nonsense", "file_broken"),
        (bomb(), "file_unpacks_too_big"),
    ],
)
def test_bounds_come_before_reading(content, code):
    with pytest.raises(RuleBroken) as refused:
        read_upload(Upload(content=content, name="x.xlsx"))
    assert (refused.value.code, refused.value.status) == (code, 400)


def test_a_file_that_fills_the_memory_ends_its_own_reader_only():
    with pytest.raises(RuleBroken) as refused:
        read_upload(Upload(content=far_away(), name="x.xlsx"))
    assert refused.value.code == "import_takes_too_long"


def test_a_file_of_no_known_kind_is_named():
    with pytest.raises(RuleBroken) as refused:
        read_upload(Upload(content=b"\x00\x01\x02", name="x.bin"))
    assert (refused.value.code, refused.value.values) == ("import_format_unknown", {"name": "x.bin"})


# ── The command ───────────────────────────────────────────────────────────────


def printed(path, *options) -> str:
    out = io.StringIO()
    call_command("import_questions", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def path(tmp_path, sheet):
    file = tmp_path / "题库.xlsx"
    file.write_bytes(sheet.content)
    return file


def test_the_document(path):
    document = json.loads(printed(path, "--json", "--dry-run"))
    assert list(document) == ["format", "confidence", "items", "issues", "unread"]
    assert (document["format"], document["confidence"], document["issues"]) == ("sheet", 1.0, [])
    first, second, third, fourth = document["items"]
    assert first == {
        "number": "",
        "type": "single",
        "stem": "火警电话是（　　）。",
        "options": [{"label": "A", "text": "110"}, {"label": "B", "text": "119"}],
        "key": "B",
        "explanation": "解析",
        "source": "《消防法》",
        "difficulty": 1,
        "issues": [],
        "line": 2,
    }
    (issue,) = second["issues"]
    assert list(issue) == ["code", "message", "line", "column", "field"]
    assert (issue["code"], issue["line"], issue["column"], issue["field"]) == (
        "import_answer_decimal", 3, "K", "key",
    )  # fmt: skip
    assert "1.3" in issue["message"] and "AC" in issue["message"]
    assert (third["key"], fourth["key"]) == ([["60", "六十"], ["重阳节"]], "T")
    assert [(one["line"], one["text"]) for one in document["unread"]] == [(6, "备注")]


def test_a_number_is_a_number_where_it_is_one(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("序号,题干,A,B,答案\n7,一？,甲,乙,A\n1-1,二？,甲,乙,B\n", encoding="utf-8")
    assert [one["number"] for one in json.loads(printed(file, "--json", "--dry-run"))["items"]] == [
        7,
        "1-1",
    ]


def test_lines_for_people(path):
    lines = printed(path, "--dry-run").splitlines()
    assert "single" in lines[0] and "火警电话" in lines[0]
    assert any("3K" in line and "1.3" in line for line in lines)
    assert lines[-1] == "sheet (confidence 1.00): 4 questions, 1 with doubts, 1 lines unread"


def test_nothing_read_is_exit_code_one(tmp_path):
    file = tmp_path / "x.xlsx"
    file.write_bytes(workbook(S=[["没有表头的一行"]]).content)
    with pytest.raises(SystemExit) as ended:
        printed(file, "--json", "--dry-run")
    assert ended.value.code == 1


@pytest.fixture
def author(db):
    make_topic()
    return make_organizer(make_department())


def test_sound_questions_become_drafts(path, author):
    with pytest.raises(CommandError, match="--author"):
        printed(path, "--json")
    for options, said in (
        (("--author", "nobody"), "nobody"),
        (("--author", author.username, "--topic", "9999"), "9999"),
        (("--author", author.username), "知识点"),
    ):
        with pytest.raises(CommandError, match=said):
            printed(path, *options)
    assert not Question.objects.exists()
    options = ("--json", "--author", author.username, "--topic", "0901")
    document = json.loads(printed(path, *options))
    assert document == json.loads(printed(path, "--json", "--dry-run"))
    assert [one.type for one in QuestionRevision.objects.order_by("pk")] == [
        "single",
        "multi",
        "blank",
        "judge",
    ]
    assert set(Question.objects.values_list("state", flat=True)) == {"draft"}
    assert json.loads(printed(path, *options)) == document
    assert Question.objects.count() == 4, "the same file again adds nothing"


def test_a_stranger_writes_no_drafts(path, db):
    stranger = make_user(make_department())
    with pytest.raises(CommandError, match="组织者"):
        printed(path, "--author", stranger.username)


@pytest.mark.parametrize(("content", "said"), [(b"PK\x03\x04 nonsense", "打不开"), (b"\0\1", "认不出")])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path, content, said):
    file = tmp_path / "x.bin"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        printed(file, "--dry-run")
    with pytest.raises(CommandError, match="nowhere"):
        printed(tmp_path / "nowhere.xlsx", "--dry-run")


def test_what_keeps_a_question_out_of_the_bank_is_told_by_the_command_too(tmp_path):
    file = tmp_path / "x.gift"
    file.write_text("消毒用{~%100%75%酒精 ~%-50%白酒}\n\n甲是{=一 ~一}\n", encoding="utf-8")
    document = json.loads(printed(file, "--json", "--dry-run"))
    assert [[issue["code"] for issue in one["issues"]] for one in document["items"]] == [["E02"], ["E03"]]
    assert all(list(issue) == ["code", "message", "line", "column", "field"]
               for one in document["items"] for issue in one["issues"])  # fmt: skip
    lines = printed(file, "--dry-run").splitlines()
    assert lines[0].startswith("x") and "2 with doubts" in lines[-1]
