"""Writing and reviewing questions, and what the database refuses whoever asks."""

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, RoleGrant
from quiz.models import Question, QuestionReview, QuestionRevision
from quiz.selectors.bank import BankFilter, bank_list, item_of, review_queue, state_counts
from quiz.services.bank import Picture, bring_back, create_draft, retire, revise, submit_for_review
from quiz.services.review import approve, send_back
from tests.factories import make_department, make_organizer, make_question, make_user
from tests.unit.quiz.bank_items import make_item

pytestmark = pytest.mark.django_db
PHOTOS = Path(__file__).resolve().parents[2] / "data" / "photos"
PNG = (PHOTOS / "picture.png").read_bytes()


@pytest.fixture
def author():
    return make_organizer(make_department())


@pytest.fixture
def draft(author, topic, now):
    return create_draft(author, make_item(), now=now)


def submitted(author, revision, now):
    submit_for_review(author, revision.question, now=now)
    return revision


def test_a_draft_is_a_first_revision_with_a_code_of_its_own(author, topic, now):
    first = create_draft(author, make_item(), now=now)
    second = create_draft(author, make_item(stem="另一道题（　　）。"), now=now)
    assert [one.question.code for one in (first, second)] == ["0901-x001", "0901-x002"]
    assert (first.number, first.author, first.is_published, first.question.state) == (
        1,
        author,
        False,
        "draft",
    )
    assert item_of(first) == replace(make_item(), code="0901-x001")


def test_a_source_runs_out_at_the_offices_midnight(author, reviewer, topic, now):
    """Half past midnight in Beijing, the day before in Greenwich."""
    evening, midnight = now.replace(hour=15, minute=30), now.replace(hour=16, minute=30)
    draft = create_draft(author, make_item(review_by=now.date()), now=now)
    with pytest.raises(RuleBroken, match="bank_has_blocking_findings"):
        submit_for_review(author, draft.question, now=midnight)
    submit_for_review(author, draft.question, now=evening)
    with pytest.raises(RuleBroken, match="bank_has_blocking_findings"):
        approve(reviewer, draft, now=midnight)
    approve(reviewer, draft, now=evening)


def test_the_way_of_a_question(author, reviewer, draft, now):
    submitted(author, draft, now)
    assert list(review_queue()) == [draft]
    approve(reviewer, draft, now=now, comment="来源核对过")
    draft.refresh_from_db()
    draft.question.refresh_from_db()
    assert (draft.is_published, draft.reviewer, draft.question.state) == (True, reviewer, "published")
    assert list(QuestionReview.objects.values_list("step", "by")) == [
        ("submitted", author.pk),
        ("approved", reviewer.pk),
    ]
    actions = AuditEntry.objects.filter(subject="question:0901-x001").order_by("number")
    assert list(actions.values_list("action", flat=True)) == [
        "question.written",
        "question.submitted",
        "question.approved",
    ]
    assert not review_queue().exists()


def test_a_new_revision_leaves_the_published_one_in_force_until_it_is_approved(author, reviewer, draft, now):
    approve(reviewer, submitted(author, draft, now), now=now)
    second = revise(author, draft.question, make_item(difficulty=4), based_on=1, now=now)
    submit_for_review(author, draft.question, now=now)
    assert Question.objects.get().state == "published"
    assert QuestionRevision.objects.get(is_published=True).number == 1
    approve(reviewer, second, now=now)
    assert QuestionRevision.objects.get(is_published=True).number == 2


def test_sent_back_with_a_reason_and_mended(author, reviewer, draft, now):
    submitted(author, draft, now)
    with pytest.raises(RuleBroken, match="bank_comment_missing"):
        send_back(reviewer, draft, now=now, comment=" ")
    send_back(reviewer, draft, now=now, comment="来源没有这样说")
    assert Question.objects.get().state == "draft"
    second = revise(author, draft.question, make_item(explanation="改过。"), based_on=1, now=now)
    submit_for_review(author, draft.question, now=now)
    approve(reviewer, second, now=now)


def test_nobody_reviews_their_own(author, draft, now):
    RoleGrant.objects.create(user=author, role=RoleGrant.Role.REVIEWER)
    author.__dict__.pop("_roles", None)
    submitted(author, draft, now)
    with pytest.raises(RuleBroken, match="bank_reviewer_is_author"):
        approve(author, draft, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionRevision.objects.filter(pk=draft.pk).update(reviewer=author)


def test_who_may_do_what(author, reviewer, draft, now):
    stranger = make_user(make_department())
    for refused in (
        lambda: create_draft(reviewer, make_item(), now=now),
        lambda: revise(stranger, draft.question, make_item(difficulty=5), based_on=1, now=now),
        lambda: submit_for_review(reviewer, draft.question, now=now),
        lambda: approve(author, draft, now=now),
        lambda: send_back(stranger, draft, now=now, comment="不好"),
        lambda: retire(stranger, draft.question, now=now, reason="不好"),
    ):
        with pytest.raises(RuleBroken) as broken:
            refused()
        assert broken.value.status == 404


def test_what_the_state_refuses(author, reviewer, draft, now):
    with pytest.raises(RuleBroken, match="bank_not_in_review"):
        approve(reviewer, draft, now=now)
    submitted(author, draft, now)
    with pytest.raises(RuleBroken, match="bank_not_a_draft"):
        submit_for_review(author, draft.question, now=now)
    with pytest.raises(RuleBroken, match="bank_in_review"):
        revise(author, draft.question, make_item(difficulty=5), based_on=1, now=now)
    approve(reviewer, draft, now=now)
    with pytest.raises(RuleBroken, match="bank_not_in_review"):
        approve(reviewer, draft, now=now)
    with pytest.raises(RuleBroken, match="bank_nothing_changed"):
        revise(author, draft.question, make_item(), based_on=1, now=now)


def test_two_authors_do_not_overwrite_each_other(author, draft, now):
    revise(author, draft.question, make_item(difficulty=4), based_on=1, now=now)
    with pytest.raises(RuleBroken, match="bank_changed_meanwhile"):
        revise(author, draft.question, make_item(difficulty=5), based_on=1, now=now)


def test_blocking_findings_stop_a_submission(author, topic, now):
    unsound = create_draft(author, make_item(source=None), now=now)
    with pytest.raises(RuleBroken, match="bank_has_blocking_findings"):
        submit_for_review(author, unsound.question, now=now)


def test_retired_and_brought_back(author, reviewer, draft, now):
    approve(reviewer, submitted(author, draft, now), now=now)
    retire(author, draft.question, now=now, reason="标准改了")
    assert not QuestionRevision.objects.filter(is_published=True).exists()
    bring_back(reviewer, draft.question, now=now)
    assert QuestionRevision.objects.get(is_published=True) == draft
    assert Question.objects.get().state == "published"


def test_a_discarded_draft_comes_back_as_a_draft(author, draft, now):
    retire(author, draft.question, now=now, reason="重复")
    bring_back(author, draft.question, now=now)
    assert Question.objects.get().state == "draft"
    assert not QuestionRevision.objects.filter(is_published=True).exists()


def test_a_picture_is_told_by_its_bytes_and_kept_by_its_digest(author, topic, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    revision = create_draft(author, make_item(), now=now, picture=Picture(data=PNG, alt="红色标志"))
    assert revision.image.name.startswith("questions/") and revision.image.name.endswith(".png")
    kept = revise(author, revision.question, make_item(difficulty=4), based_on=1, now=now,
                  picture=Picture(alt="红色标志"))  # fmt: skip
    assert kept.image.name == revision.image.name
    gone = revise(author, revision.question, make_item(), based_on=2, now=now, picture=Picture(remove=True))
    assert not gone.image
    refused = (
        (b"<svg></svg>", "bank_image_unknown"),
        (PNG + b"0" * 2**21, "bank_image_too_big"),
        (b"\xff\xd8\xff<script>", "bank_image_broken"),
        (PNG[:-20], "bank_image_broken"),
        (png_of(6000, 5000), "bank_image_too_many_pixels"),
    )
    for data, code in refused:
        with pytest.raises(RuleBroken, match=code):
            create_draft(author, make_item(), now=now, picture=Picture(data=data, alt="图"))
    with pytest.raises(RuleBroken, match="bank_image_without_alt"):
        create_draft(author, make_item(), now=now, picture=Picture(data=PNG))


def png_of(width, height):
    """As it says it is, whatever it holds: nothing is unpacked."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [head, b"IDAT" + zlib.compress(bytes(9)), b"IEND"]
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts]
    return PNG[:8] + b"".join(chunks)


def test_what_a_camera_writes_beside_a_picture_is_not_kept(author, topic, now, settings, tmp_path):
    """Everybody who is asked the question gets the file: not the place where it was taken."""
    settings.MEDIA_ROOT = tmp_path
    photo = (PHOTOS / "baseline.jpg").read_bytes()
    place = b"Exif\x00\x00GPS 39.9042N 116.4074E"
    noted = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(place) + 2) + place + photo[2:] + place
    revision = create_draft(author, make_item(), now=now, picture=Picture(data=noted, alt="红色标志"))
    kept = revision.image.read()
    assert kept.startswith(b"\xff\xd8\xff") and b"GPS" not in kept


# ── What the database itself refuses ──────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [{"stem": "改"}, {"key": [2]}, {"options": []}, {"explanation": "改"}, {"difficulty": 5}, {"number": 9},
     {"source": {}}, {"digest": "0"}, {"author": None}, {"review_by": "2030-01-01"}, {"image_alt": "改"}],
)  # fmt: skip
def test_the_database_refuses_to_change_what_a_revision_says(draft, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionRevision.objects.filter(pk=draft.pk).update(**change)


def test_the_database_refuses_to_delete_a_revision(now):
    revision = make_question(now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionRevision.objects.filter(pk=revision.pk)._raw_delete("default")


def test_standing_and_reviewer_may_change(draft, reviewer):
    QuestionRevision.objects.filter(pk=draft.pk).update(is_published=True, reviewer=reviewer)
    draft.refresh_from_db()
    draft.save()


def test_no_replacing_either(draft):
    if connection.vendor != "sqlite":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE quiz_questionrevision SET stem = 'x' WHERE id = {draft.pk}")
        return
    columns = (
        "question_id, number, type, stem, options, key, explanation, source, difficulty, audience, bloom, "
    )
    columns += "image, image_alt, is_published, digest, created_at"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO quiz_questionrevision ({columns}) "
            f"SELECT {columns} FROM quiz_questionrevision WHERE id = {draft.pk}"
        )


# ── Lists ─────────────────────────────────────────────────────────────────────


def test_lists_are_narrowed(author, topic, now):
    create_draft(author, make_item(audience=("elder", "public")), now=now)
    create_draft(author, make_item(type="multi", key=(1, 2), difficulty=4, stem="多选（　　）。"), now=now)
    create_draft(author, make_item(audience=("teen",), stem="青少年的题（　　）。"), now=now)

    def stems(**wanted):
        return [row.stem[:2] for row in bank_list(BankFilter(**wanted))]

    assert stems() == ["有害", "多选", "青少"]
    assert stems(audience="elder") == ["有害"]
    assert stems(type="multi") == ["多选"]
    assert stems(difficulty="4") == ["多选"]
    assert stems(search="青少年") == ["青少"]
    assert stems(search="x002") == ["多选"]
    assert stems(topic="09") == ["有害", "多选", "青少"]
    assert stems(topic="0801") == stems(state="published") == []
    assert state_counts() == {"draft": 3, "in_review": 0, "published": 0, "retired": 0, "queue": 0}


def test_lists_have_a_budget(author, topic, now, django_assert_num_queries):
    for number in range(4):
        create_draft(author, make_item(stem=f"第{number}题（　　）。"), now=now)
    with django_assert_num_queries(1):
        assert len([item_of(row) for row in bank_list(BankFilter())]) == 4
