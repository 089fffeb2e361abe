"""An import's way: uploaded, read, mended, taken into the bank, taken back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.domain.imports.draft import Draft, DraftPicture, Upload
from quiz.domain.imports.stored import draft_json
from quiz.models import ImportBatch, ImportItem, Question, QuestionRevision
from quiz.selectors.bank import item_of
from quiz.selectors.imports import draft_of_item_row, import_counts, items_shown
from quiz.services.bank import retire, revise, submit_for_review
from quiz.services.import_commit import carry_on, undo_batch
from quiz.services.import_files import KEPT
from quiz.services.import_parsing import ABANDONED, parse_batch, parse_waiting
from quiz.services.import_sweep import serve_imports
from quiz.services.imports import decide_item, edit_item, reread_batch, upload_questions
from tests.factories import make_department, make_organizer, make_topic, make_user
from tests.service.quiz.importing import WORDS, committed, good_row, sheet, uploaded
from tests.unit.quiz.sheets import row

pytestmark = pytest.mark.django_db
PNG = (Path(__file__).resolve().parents[2] / "data" / "photos" / "picture.png").read_bytes()
GOOD = [good_row(number) for number in range(3)]
BAD = row("单选题", "哪个？", WORDS, "E")
DOUBTFUL = row("多选题", "哪些放进蓝色桶？", WORDS, 1.3)


@pytest.fixture
def author(topic):
    return make_organizer(make_department())


def counts(batch: ImportBatch) -> dict[str, int]:
    found = import_counts(batch)
    shown = {"problems", "alike"}
    names = [name for name in found.__dataclass_fields__ if name not in shown]
    return {name: value for name in names if (value := getattr(found, name))}


def refused(code: str):
    return pytest.raises(RuleBroken, match=f"^{code}$")


# ── Upload and reading ────────────────────────────────────────────────────────


def test_an_upload_waits_and_is_read_once(author, now):
    batch = upload_questions(author, sheet(*GOOD, BAD, DOUBTFUL, ["", "", "备注"]), now=now)
    assert (batch.state, batch.file_name, len(batch.sha256)) == ("waiting", "题库.xlsx", 64)
    assert b"PK" not in bytes(batch.content)[:4], "kept sealed"
    assert parse_batch(batch.pk, now=now) is True
    assert parse_batch(batch.pk, now=now) is False
    batch.refresh_from_db()
    assert (batch.state, batch.format, batch.confidence, batch.total, batch.done) == (
        "ready",
        "sheet",
        1.0,
        5,
        5,
    )
    assert [one["line"] for one in batch.unread] == [7]
    assert counts(batch) == {"total": 5, "ready": 3, "doubtful": 1, "blocked": 1, "topicless": 1}
    assert list(batch.items.values_list("position", "is_blocked", "is_doubtful", "topic__code")) == [
        (1, False, False, "0901"), (2, False, False, "0901"), (3, False, False, "0901"),
        (4, True, False, None), (5, False, True, None),
    ]  # fmt: skip


def test_the_sweep_finds_what_waits_and_what_was_abandoned(author, now):
    batch = upload_questions(author, sheet(*GOOD), now=now)
    ImportBatch.objects.filter(pk=batch.pk).update(state="parsing", claimed_at=now, tries=1)
    assert serve_imports(now=now + ABANDONED / 2)["imports read"] == 0
    assert serve_imports(now=now + ABANDONED * 2)["imports read"] == 1
    batch.refresh_from_db()
    assert (batch.state, batch.tries, batch.items.count()) == ("ready", 2, 3)


def test_a_file_that_kills_its_reader_is_given_up(author, now):
    batch = upload_questions(author, sheet(*GOOD), now=now)
    ImportBatch.objects.filter(pk=batch.pk).update(state="parsing", claimed_at=now, tries=3)
    assert parse_waiting(now=now + ABANDONED * 2) == 0
    batch.refresh_from_db()
    assert (batch.state, batch.error) == ("failed", "import_takes_too_long")


def test_a_reader_that_was_given_up_does_not_write_over_the_next(author, now, monkeypatch):
    batch = upload_questions(author, sheet(*GOOD), now=now)
    from quiz.services import import_parsing

    read = import_parsing.read_upload

    def slow(*args, **options):
        ImportBatch.objects.filter(pk=batch.pk).update(claimed_at=now + timedelta(minutes=5), format="other")
        return read(*args, **options)

    monkeypatch.setattr(import_parsing, "read_upload", slow)
    parse_batch(batch.pk, now=now)
    batch.refresh_from_db()
    assert (batch.state, batch.format) == ("parsing", "other")


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"nothing known", "import_format_unknown"), (b"PK\x05\x06" + b"\0" * 18, "import_format_unknown")],
)
def test_what_cannot_be_read_fails_with_a_sentence(author, now, content, error):
    batch = uploaded(author, Upload(content=content, name="x.bin"), now)
    assert (batch.state, batch.error) == ("failed", error)


def test_a_sheet_without_questions_fails_and_shows_its_lines(author, now):
    from tests.unit.quiz.sheets import workbook

    batch = uploaded(author, workbook(S=[["没有表头"], ["火警", "119"]]), now)
    assert (batch.state, batch.error) == ("failed", "import_nothing_read")
    assert [one["text"] for one in batch.unread] == ["没有表头", "火警 | 119"]
    assert [one["code"] for one in batch.issues] == ["import_sheet_without_header"]


def test_bounds_are_checked_before_anything_is_kept(author, now):
    with refused("file_empty"):
        upload_questions(author, Upload(content=b""), now=now)
    with refused("file_broken"):
        upload_questions(author, sheet(*GOOD), answers=Upload(content=b"PK\x03\x04 no"), now=now)
    with refused("import_format_unknown"):
        upload_questions(author, sheet(*GOOD), format="docx2", now=now)
    with refused("bank_not_an_author"):
        upload_questions(make_user(), sheet(*GOOD), now=now)
    assert not ImportBatch.objects.exists()


def test_reading_anew_as_another_format(author, now):
    two = row("单选题", "几个？", ("2", "3", "4", "5"), 3)
    batch = uploaded(author, sheet(*GOOD, two), now)
    assert counts(batch)["blocked"] == 1
    reread_batch(author, batch, format="kahoot", now=now)
    batch.refresh_from_db()
    assert (batch.state, batch.tries) == ("waiting", 0)
    parse_waiting(now=now)
    assert batch.items.get(position=4).draft["key"] == "C"
    assert batch.items.count() == 4
    committed(author, ImportBatch.objects.get(pk=batch.pk), now, topic=make_topic())
    with refused("import_not_open"):
        reread_batch(author, batch, now=now)


def test_files_are_forgotten_and_then_not_read_again(author, now):
    batch = uploaded(author, sheet(*GOOD), now)
    assert serve_imports(now=now + KEPT / 2)["files forgotten"] == 0
    assert serve_imports(now=now + KEPT * 2)["files forgotten"] == 1
    batch.refresh_from_db()
    assert (bytes(batch.content), batch.items.count()) == (b"", 3)
    with refused("import_file_forgotten"):
        reread_batch(author, batch, now=now)


# ── Into the bank ─────────────────────────────────────────────────────────────


def test_sound_questions_become_drafts_of_whoever_takes_them(author, now):
    batch = uploaded(author, sheet(*GOOD, BAD, DOUBTFUL), now)
    done = committed(author, batch, now)
    assert (done.added, done.known) == (3, 0)
    revisions = QuestionRevision.objects.select_related("question__topic").order_by("question__code")
    assert [one.question.code for one in revisions] == ["0901-x001", "0901-x002", "0901-x003"]
    first = revisions[0]
    assert (first.author, first.number, first.is_published, first.question.state) == (
        author,
        1,
        False,
        "draft",
    )
    item = item_of(first)
    assert (item.key, item.difficulty, item.audience, item.source.title) == (
        (1,),
        1,
        ("public",),
        "生活垃圾分类标志",
    )
    assert item.stem.endswith("（　　）")
    batch.refresh_from_db()
    assert (batch.state, batch.committed_by, counts(batch)["taken"]) == ("committed", author, 3)
    actions = AuditEntry.objects.filter(subject=f"import:{batch.pk}").values_list("action", flat=True)
    assert list(actions.order_by("number")) == ["import.uploaded", "import.committed"]


def test_doubtful_ones_come_once_somebody_has_looked_and_blocked_ones_once_mended(author, topic, now):
    batch = uploaded(author, sheet(*GOOD, BAD, DOUBTFUL), now)
    committed(author, batch, now)
    with refused("import_topic_missing"):
        committed(author, batch, now, with_doubtful=True)
    assert committed(author, batch, now, with_doubtful=True, topic=topic).added == 1
    bad = batch.items.get(position=4)
    with refused("import_nothing_to_take"):
        committed(author, batch, now)
    edit_item(author, bad, replace(draft_of_item_row(bad), key="B"), topic=topic, now=now)
    assert committed(author, batch, now).added == 1
    assert counts(batch) == {"total": 5, "taken": 5, "edited": 1}
    assert QuestionRevision.objects.count() == 5
    taken = batch.items.get(position=4)
    with refused("import_item_taken"):
        edit_item(author, taken, Draft(), topic=topic, now=now)


def test_the_same_file_again_adds_nothing(author, now):
    committed(author, uploaded(author, sheet(*GOOD), now), now)
    again = uploaded(author, sheet(*GOOD), now)
    assert counts(again) == {"total": 3, "duplicates": 3}
    assert set(again.items.values_list("duplicate", flat=True)) == {"same"}
    with refused("import_nothing_to_take"):
        committed(author, again, now)
    assert Question.objects.count() == 3


def test_two_who_read_the_same_file_at_once_add_it_once(author, now):
    other = make_organizer(make_department())
    one, two = uploaded(author, sheet(*GOOD), now), uploaded(other, sheet(*GOOD), now)
    assert committed(author, one, now).added == 3
    assert vars(committed(other, two, now)) == {"added": 0, "known": 3}
    assert Question.objects.count() == 3
    assert counts(two) == {"total": 3, "duplicates": 3}
    item = two.items.get(position=1)
    assert item.duplicates[0]["other"] == "0901-x001"
    decide_item(other, item, "take")
    assert committed(other, two, now).added == 1


def test_a_question_twice_in_the_file_is_taken_once(author, now):
    batch = uploaded(author, sheet(GOOD[0], GOOD[1], GOOD[0]), now)
    assert counts(batch) == {"total": 3, "ready": 2, "duplicates": 1}
    assert batch.items.get(position=3).duplicates[0]["in_file"] is True
    assert committed(author, batch, now).added == 2


def test_decisions(author, now):
    batch = uploaded(author, sheet(*GOOD, GOOD[0]), now)
    first, _second, _third, twin = batch.items.order_by("position")
    decide_item(author, first, "skip")
    decide_item(author, twin, "take")
    assert counts(batch) == {"total": 4, "ready": 3, "skipped": 1}
    assert [one.position for one in items_shown(batch, "ready")] == [2, 3, 4]
    assert [one.position for one in items_shown(batch, "duplicates")] == [4]
    decide_item(author, first, "")
    assert counts(batch)["ready"] == 4
    with refused("wrong_shape"):
        decide_item(author, first, "maybe")


def test_a_picture_needs_a_description(author, topic, now):
    batch = uploaded(author, sheet(*GOOD), now)
    item = batch.items.get(position=1)
    shown = replace(draft_of_item_row(item), pictures=(DraftPicture(name="a.png", data=PNG),))
    ImportItem.objects.filter(pk=item.pk).update(draft=draft_json(shown))
    edit_item(author, item, shown, topic=topic, now=now)
    assert item.is_blocked
    described = replace(shown, pictures=(DraftPicture(name="a.png", data=PNG, alt="一只红桶"),))
    edit_item(author, item, described, topic=topic, now=now)
    assert not item.is_blocked
    committed(author, batch, now)
    item.refresh_from_db()
    revision = item.question.revisions.get()
    assert (revision.image_alt, revision.image.read()) == ("一只红桶", PNG)


def test_a_commit_that_broke_off_is_carried_on(author, now, monkeypatch):
    from quiz.services import import_commit

    batch = uploaded(author, sheet(*GOOD), now)
    monkeypatch.setattr(import_commit, "CHUNK", 1)
    take, calls = import_commit._take, []

    def breaks(*args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the power fails")
        return take(*args)

    monkeypatch.setattr(import_commit, "_take", breaks)
    with pytest.raises(RuntimeError):
        committed(author, batch, now)
    batch.refresh_from_db()
    assert (batch.state, counts(batch)["taken"]) == ("committing", 1)
    assert carry_on(now=now) == 0
    assert carry_on(now=now + timedelta(minutes=5)) == 1
    batch.refresh_from_db()
    assert (batch.state, Question.objects.count()) == ("committed", 3)


def test_the_database_refuses_a_place_or_a_question_twice(author, now):
    batch = uploaded(author, sheet(*GOOD), now)
    committed(author, batch, now)
    one, two, _three = batch.items.order_by("position")
    for wrong in ({"position": 2}, {"question": two.question}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportItem.objects.filter(pk=one.pk).update(**wrong)


# ── Back ──────────────────────────────────────────────────────────────────────


def test_an_import_is_taken_back_and_may_come_again(author, now):
    batch = uploaded(author, sheet(*GOOD), now)
    committed(author, batch, now)
    assert undo_batch(author, batch, now=now) == 3
    assert set(Question.objects.values_list("state", flat=True)) == {"retired"}
    batch.refresh_from_db()
    assert batch.state == "undone"
    with refused("import_not_open"):
        undo_batch(author, batch, now=now)
    again = uploaded(author, sheet(*GOOD), now)
    assert counts(again) == {"total": 3, "ready": 3}
    assert committed(author, batch, now).added == 3
    assert Question.objects.filter(state="draft").count() == 3


@pytest.mark.parametrize("use", ["submit", "revise", "retire"])
def test_what_somebody_worked_with_keeps_the_whole(author, now, use):
    batch = uploaded(author, sheet(*GOOD), now)
    committed(author, batch, now)
    question = Question.objects.get(code="0901-x002")
    if use == "submit":
        submit_for_review(author, question, now=now)
    elif use == "retire":
        retire(author, question, now=now, reason="不要")
    else:
        item = replace(item_of(question.revisions.get()), explanation="更清楚。")
        revise(author, question, item, based_on=1, now=now)
    with pytest.raises(RuleBroken) as broken:
        undo_batch(author, batch, now=now)
    assert (broken.value.code, broken.value.values) == ("import_in_use", {"count": 1, "codes": "0901-x002"})
    assert Question.objects.get(code="0901-x001").state == "draft"


# ── Size ──────────────────────────────────────────────────────────────────────


def test_the_same_number_of_statements_for_three_and_for_sixty(author, now, django_assert_max_num_queries):
    for count in (3, 60):
        batch = upload_questions(author, sheet(*[good_row(count * 100 + n) for n in range(count)]), now=now)
        with django_assert_max_num_queries(20):
            parse_batch(batch.pk, now=now)
        assert counts(ImportBatch.objects.get(pk=batch.pk))["ready"] == count
        with django_assert_max_num_queries(30):
            assert committed(author, batch, now).added == count
