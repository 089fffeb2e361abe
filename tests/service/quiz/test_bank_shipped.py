"""The shipped bank: what it promises, and how it is loaded."""

import json
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.domain.bank_file import read_bank
from quiz.domain.bank_whole import check_bank, figures, is_plain_for_elders, longest_run
from quiz.domain.double_negation import double_negation
from quiz.models import Question, QuestionReview, QuestionRevision, Topic
from quiz.selectors.bank import item_of, published_items
from quiz.services import bank as writing
from quiz.services.shipped_bank import load_shipped_bank, read_files
from tests.factories import make_department, make_organizer

TODAY = date(2026, 11, 23)
BANK = read_bank(read_files(Path(settings.CONTENT_DIR)))


# ── What the shipped bank promises ────────────────────────────────────────────


def test_its_files_have_no_fault_and_no_blocking_finding():
    assert BANK.problems == ()
    assert [finding for finding in check_bank(BANK.items, today=TODAY) if finding.blocks] == []


def test_it_is_large_and_covers_every_topic():
    topics = {entry.code for entry in BANK.topics if entry.parent}
    per_topic = Counter(item.topic for item in BANK.items)
    assert len([entry for entry in BANK.topics if not entry.parent]) == 10
    assert len(topics) == 60
    assert len(BANK.items) >= 360
    assert set(per_topic) == topics and min(per_topic.values()) >= 6
    assert len({item.code for item in BANK.items}) == len(BANK.items)


def test_nine_in_ten_rest_on_an_official_source():
    assert figures(BANK.items).official >= 0.9 * len(BANK.items)
    assert all(item.source and item.source.title and item.source.issuer for item in BANK.items)


def test_a_hundred_and_sixty_are_short_and_plain_enough_for_elders():
    elder = [item for item in BANK.items if item.is_elder]
    assert len(elder) >= 160
    for item in elder:
        assert is_plain_for_elders(item), item.code
        assert len(item.stem_text) <= 40 and len(item.options) <= 4, item.code
        assert all(len(text) <= 15 for text in item.option_texts), item.code
        assert not any(map(double_negation, (item.stem_text, *item.option_texts))), item.code


def test_types_are_mixed_and_keys_evenly_placed():
    counted = figures(BANK.items)
    assert min(counted.by_type[type_] for type_ in ("single", "multi", "judge", "blank")) >= 15
    assert counted.key_p > 0.05
    assert counted.longest_p > 0.05
    assert 0.4 <= counted.judge_true / counted.by_type["judge"] <= 0.6
    assert longest_run([item.key_letters for item in BANK.items if item.type == "single"]) < 8


def test_multiple_choice_keys_vary():
    keys = Counter(item.key_letters for item in BANK.items if item.type == "multi")
    assert len(keys) >= 10
    assert keys.most_common(1)[0][1] <= sum(keys.values()) / 3


def test_every_law_is_looked_up_again_within_the_year():
    laws = [item for item in BANK.items if item.source and item.source.type == "law"]
    assert laws and all(item.review_by and item.review_by <= date(2027, 11, 23) for item in laws)


# ── Loading it ────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path):
    """A bank of two topics without siblings, to be changed."""
    for name in ("topics.yaml", "sources.yaml", "0101.yaml", "0701.yaml"):
        text = (Path(settings.CONTENT_DIR) / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(re.sub(r"^    fact: .*\n", "", text, flags=re.M), encoding="utf-8")
    return tmp_path


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.django_db
def test_the_whole_bank_loads_fast_and_once(now):
    started = time.perf_counter()
    first = load_shipped_bank(Path(settings.CONTENT_DIR), now=now)
    middle = time.perf_counter()
    again = load_shipped_bank(Path(settings.CONTENT_DIR), now=now)
    ended = time.perf_counter()
    assert (first.added, first.is_new, again.is_new) == (len(BANK.items), True, False)
    assert QuestionRevision.objects.count() == len(BANK.items)
    assert Topic.objects.filter(parent__isnull=False).count() == 60
    # Generous for a busy machine; alone it takes a fraction of this.
    assert middle - started < 9 and ended - middle < 0.9
    assert published_items() == sorted(BANK.items, key=lambda item: item.code)


@pytest.mark.django_db
def test_shipped_items_have_no_author_and_say_where_they_come_from(folder, now):
    load_shipped_bank(folder, now=now)
    revision = QuestionRevision.objects.get(question__code="0101-001")
    assert (revision.author, revision.reviewer, revision.is_published) == (None, None, True)
    review = QuestionReview.objects.get(revision=revision)
    assert (review.step, review.by, review.comment) == ("approved", None, "随程序发布")
    assert AuditEntry.objects.filter(action="bank.loaded", actor=None).count() == 1


@pytest.mark.django_db
def test_changed_content_is_a_new_revision_and_the_old_one_stays(folder, now):
    load_shipped_bank(folder, now=now)
    old = QuestionRevision.objects.get(question__code="0101-001")
    change(folder, "0101.yaml", "成年人每天食盐不超过", "成年人每天吃盐不超过")
    loaded = load_shipped_bank(folder, now=now)
    assert (loaded.added, loaded.revised, loaded.retired) == (0, 1, 0)
    first, second = QuestionRevision.objects.filter(question__code="0101-001").order_by("number")
    assert (first.stem, first.is_published) == (old.stem, False)
    assert (second.number, second.is_published) == (2, True)
    assert "吃盐" in second.stem


@pytest.mark.django_db
def test_what_vanished_is_retired_and_comes_back(folder, now):
    load_shipped_bank(folder, now=now)
    kept = (folder / "0701.yaml").read_text(encoding="utf-8")
    (folder / "0701.yaml").unlink()
    assert load_shipped_bank(folder, now=now).retired == 9
    gone = Question.objects.filter(topic__code="0701")
    assert set(gone.values_list("state", flat=True)) == {"retired"}
    assert not QuestionRevision.objects.filter(question__in=gone, is_published=True).exists()
    (folder / "0701.yaml").write_text(kept, encoding="utf-8")
    assert load_shipped_bank(folder, now=now).returned == 9
    assert QuestionRevision.objects.filter(question__in=gone, is_published=True).count() == 9
    assert QuestionRevision.objects.filter(question__in=gone).count() == 9


@pytest.mark.django_db
def test_what_people_changed_or_retired_is_left_alone(folder, now):
    load_shipped_bank(folder, now=now)
    organizer = make_organizer(make_department())
    revised = Question.objects.get(code="0101-001")
    item = item_of(revised.revisions.select_related("question__topic").get())
    changed = type(item)(**{**item.__dict__, "difficulty": 5})
    writing.revise(organizer, revised, changed, based_on=1, now=now)
    writing.retire(organizer, Question.objects.get(code="0101-002"), now=now, reason="过时")
    change(folder, "0101.yaml", "成年人每天食盐不超过", "成年人每天吃盐不超过")
    loaded = load_shipped_bank(folder, now=now)
    assert (loaded.revised, loaded.returned, loaded.kept) == (0, 0, 2)
    assert revised.revisions.count() == 2
    assert Question.objects.get(code="0101-002").state == "retired"


@pytest.mark.django_db
def test_a_fact_comes_with_its_item_and_changes_without_a_new_revision(folder, now):
    change(folder, "0101.yaml", "    bloom: remember\n", "    bloom: remember\n    fact: 0101-a\n")
    load_shipped_bank(folder, now=now)
    facts = Question.objects.exclude(fact="").values_list("code", "fact")
    assert list(facts) == [("0101-001", "0101-a")]
    change(folder, "0101.yaml", "fact: 0101-a", "fact: 0101-b")
    change(folder, "0701.yaml", "    difficulty:", "    fact: 0701-a\n    difficulty:")
    loaded = load_shipped_bank(folder, now=now)
    assert (loaded.facts, loaded.revised, QuestionRevision.objects.count()) == (2, 0, loaded.items)
    assert list(facts.order_by("code")) == [("0101-001", "0101-b"), ("0701-001", "0701-a")]
    assert {item.fact for item in published_items()} == {"", "0101-b", "0701-a"}


@pytest.mark.django_db
def test_a_fact_that_people_gave_stays(folder, now):
    load_shipped_bank(folder, now=now)
    question = Question.objects.get(code="0101-001")
    item = item_of(question.revisions.select_related("question__topic").get())
    writing.revise(
        make_organizer(make_department()), question, replace(item, fact="own"), based_on=1, now=now
    )
    change(folder, "0101.yaml", "    bloom: remember\n", "    bloom: remember\n    fact: 0101-a\n")
    assert load_shipped_bank(folder, now=now).facts == 0
    question.refresh_from_db()
    assert (question.fact, question.revisions.count()) == ("own", 1)
    change(folder, "0101.yaml", "成年人每天食盐不超过", "成年人每天吃盐不超过")
    assert load_shipped_bank(folder, now=now).revised == 1  # its words are still the file's
    question.refresh_from_db()
    assert (question.fact, question.revisions.count()) == ("own", 2)


@pytest.mark.django_db
def test_a_faulty_file_loads_nothing(folder, now):
    change(folder, "0101.yaml", "key: B", "key: E")
    with pytest.raises(RuleBroken, match="bank_files_faulty"):
        load_shipped_bank(folder, now=now)
    assert not Question.objects.exists()
    with pytest.raises(CommandError, match="1"):
        call_command("load_bank", path=folder)


@pytest.mark.django_db
def test_load_bank_says_what_it_did(folder):
    out = StringIO()
    call_command("load_bank", path=folder, stdout=out)
    call_command("load_bank", path=folder, stdout=out)
    assert re.search(r"18 items: 18 added", out.getvalue())
    assert "18 items, unchanged" in out.getvalue()


# ── check_bank ────────────────────────────────────────────────────────────────


def test_check_bank_passes_on_the_files():
    out = StringIO()
    call_command("check_bank", today=TODAY, stdout=out)
    assert " 0 blocking, " in out.getvalue()
    assert "key_letters" in out.getvalue()


def test_check_bank_fails_on_a_blocking_finding_and_names_it(folder):
    change(folder, "0101.yaml", "key: B", "key: E")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_bank", path=folder, today=TODAY, json=True, stdout=out)
    assert stopped.value.code == 1
    blocking = [one for one in json.loads(out.getvalue())["findings"] if one["blocks"]]
    assert [(one["code"], one["subject"]) for one in blocking] == [("E01", "0101-001")]
    assert blocking[0]["message"] and blocking[0]["message"] != "bank_E01"


def test_check_bank_finds_expired_sources_by_the_day_given():
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_bank", today=date(2031, 1, 1), json=True, stdout=out)
    expired = [one for one in json.loads(out.getvalue())["findings"] if one["code"] == "E07"]
    assert len(expired) == len(BANK.items)


@pytest.mark.django_db
def test_check_bank_reads_the_database_too(folder, now):
    load_shipped_bank(folder, now=now)
    out = StringIO()
    call_command("check_bank", database=True, today=TODAY, json=True, stdout=out)
    assert json.loads(out.getvalue())["figures"]["total"] == 18
