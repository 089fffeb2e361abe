"""Certificates from the desk to whoever scans one: issued once, never changed, taken back for a reason."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.models import AwardRun, Certificate, CertificateDesign, Revocation
from leaderboard.services.awards import draft_awards
from leaderboard.services.certificates import issue_again, issue_certificates
from leaderboard.services.claims import note_claim
from quiz.models import Contest
from tests.clients import named_page
from tests.factories import end_contest, give_prizes, make_contest, make_organizer, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "standing_clock")]
TIERS = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 2}]
# The smallest PNG there is: one transparent pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
WORDS = {"title": "荣誉证书", "text": "在“{竞赛}”中荣获{奖项}。", "issuer": "河东区科协", "colour": "red"}


@pytest.fixture
def people(department):
    return [make_user(department, name=name) for name in ("赵一二", "钱𬭎", "孙*/三")]


@pytest.fixture
def contest(department, people, now) -> Contest:
    found = make_contest(now, department, title="世界水日竞赛", awards=TIERS)
    for person, right in zip(people, (9, 6, 3), strict=True):
        sit(person, found, right=right, start=now)
    return end_contest(None, found, now=now)


@pytest.fixture
def run(contest, organizer, now) -> AwardRun:
    return give_prizes(organizer, contest, now=now)


@pytest.fixture
def issued(run, organizer, now) -> list[Certificate]:
    assert issue_certificates(organizer, run, now=now) == 3
    return list(Certificate.objects.order_by("sequence"))


def test_nothing_is_issued_before_the_winners_are_published(desk, contest, organizer, now):
    draft = draft_awards(organizer, contest, now=now)
    with pytest.raises(RuleBroken, match="certificates_before_publication"):
        issue_certificates(organizer, draft, now=now)
    assert "公布获奖名单以后出具" in named_page(desk, "desk_certificates", contest.pk)


def test_they_are_issued_once(desk, run, contest):
    assert "出具 3 张证书" in named_page(desk, "desk_certificates", contest.pk)
    for said in ("已出具 3 张证书", "证书都已经出具过了"):
        address = reverse("desk_certificates_issue", args=[run.pk])
        assert said in desk.post(address, follow=True).content.decode()
    rows = list(Certificate.objects.order_by("sequence"))
    assert [one.sequence for one in rows] == [1, 2, 3]
    assert len({one.code for one in rows}) == 3 and all(len(one.code) == 32 for one in rows)
    assert rows[0].printed["text"] == "在“世界水日竞赛”中荣获一等奖。特发此证，以资鼓励。"
    assert rows[0].printed["number"].endswith(f"-{contest.pk:04d}-0001")


def test_the_winner_takes_it_and_a_stranger_does_not(client, people, contest, issued, department):
    first = issued[0]
    client.force_login(people[0])
    assert reverse("certificate", args=[first.code]) in named_page(client, "winners", contest.pk)
    assert "下载证书" in named_page(client, "certificate", first.code)
    response = client.get(reverse("certificate_pdf", args=[first.code]))
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF-")
    client.force_login(people[1])
    assert "下载证书" not in named_page(client, "certificate", first.code)
    assert client.get(reverse("certificate_pdf", args=[first.code])).status_code == 404


def test_whoever_scans_it_sees_a_masked_name(client, issued, people):
    told = named_page(client, "certificate", issued[0].code)
    for word in ("有效", "赵*二", "世界水日竞赛", "一等奖", issued[0].printed["number"]):
        assert word in told
    assert people[0].name not in told


@pytest.mark.parametrize("code", ["0" * 32, "x", "赵" * 40])
def test_no_such_certificate(client, issued, code):
    response = client.get(reverse("certificate", args=[code]))
    assert response.status_code == 404 and "没有这张证书" in response.content.decode()


def test_it_is_taken_back_for_a_reason_and_issued_again(desk, client, people, issued, contest):
    first = issued[0]
    address = reverse("desk_certificate_revoke", args=[first.pk])
    assert "请写明作废的原因" in desk.post(address, {"reason": "  "}).content.decode()
    desk.post(address, {"reason": "姓名写错"})
    desk.post(address, {"reason": "再按一次"})
    assert Revocation.objects.get().reason == "姓名写错"
    told = named_page(client, "certificate", first.code)
    assert "作废" in told and "姓名写错" in told and "有效" not in told
    client.force_login(people[0])
    assert client.get(reverse("certificate_pdf", args=[first.code])).status_code == 404
    # Issuing what is missing does not bring it back; issuing it again does, under a number of its own.
    desk.post(reverse("desk_certificates_issue", args=[first.award.run_id]))
    assert Certificate.objects.count() == 3
    again = reverse("desk_certificate_again", args=[first.pk])
    for _each in range(2):
        desk.post(again)
    assert [one.sequence for one in Certificate.objects.filter(award=first.award)] == [1, 4]
    done = set(AuditEntry.objects.filter(subject=f"contest:{contest.pk}").values_list("action", flat=True))
    assert {"certificates_issued", "certificate_revoked", "certificate_issued_again"} <= done


def test_one_that_holds_is_not_issued_again(issued, organizer, now):
    with pytest.raises(RuleBroken, match="certificate_is_valid"):
        issue_again(organizer, issued[0], now=now)


def test_the_database_refuses_every_change(issued):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Certificate.objects.update(printed={})


def test_all_of_them_in_one_file(desk, contest, issued):
    response = desk.post(reverse("desk_certificates_file", args=[contest.pk]))
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    assert archive.testzip() is None
    assert archive.namelist() == ["0001-一等奖-赵一二.pdf", "0002-二等奖-钱𬭎.pdf", "0003-二等奖-孙三.pdf"]
    assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
    assert AuditEntry.objects.filter(action="certificates_exported").exists()


def test_the_design_is_kept_and_changes_nothing_that_was_issued(desk, contest, issued):
    address = reverse("desk_certificate_design", args=[contest.pk])
    seal = SimpleUploadedFile("章.png", PIXEL)
    assert desk.post(address, {**WORDS, "seal": seal}).status_code == 302
    kept = CertificateDesign.objects.get()
    assert (kept.colour, kept.issuer) == ("red", "河东区科协") and kept.seal.startswith("seals/")
    before = issued[0].printed
    issued[0].refresh_from_db()
    assert issued[0].printed == before
    desk.post(address, {**WORDS, "drop_seal": "on"})
    kept.refresh_from_db()
    assert kept.seal == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "在{竞赛名}中"}, "没有 {竞赛名} 这一项"),
        ({"title": ""}, "id_title_error"),
        ({"colour": "pink"}, "id_colour_error"),
    ],
)
def test_faults_stand_at_their_fields(desk, contest, changed, said):
    response = desk.post(reverse("desk_certificate_design", args=[contest.pk]), {**WORDS, **changed})
    assert response.status_code == 200 and said in response.content.decode()
    assert not CertificateDesign.objects.exists()


@pytest.mark.parametrize("do", ["save", "preview"])
@pytest.mark.parametrize(
    ("data", "said"),
    [(b"GIF89a", "PNG"), (PIXEL + b"0" * 300_000, "200 KB"), (b"\xff\xd8\xffjunk", "不完整")],
)
def test_what_is_no_seal(desk, contest, data, said, do):
    sent = {**WORDS, "seal": SimpleUploadedFile("章.png", data), "do": do}
    response = desk.post(reverse("desk_certificate_design", args=[contest.pk]), sent)
    assert said in re.sub(r'class="field-hint".*?</div>', "", response.content.decode())
    assert not CertificateDesign.objects.exists()


def test_looking_first_keeps_nothing(desk, contest):
    address = reverse("desk_certificate_design", args=[contest.pk])
    seal = SimpleUploadedFile("章.png", PIXEL)
    shown = desk.post(address, {**WORDS, "seal": seal, "do": "preview"}).content.decode()
    assert "data:image/png;base64," in shown and "red" in shown
    part = desk.post(reverse("desk_certificate_preview", args=[contest.pk]), WORDS).content.decode()
    assert "<img" in part and "<form" not in part and "左边有一处要改" not in part
    faulty = desk.post(reverse("desk_certificate_preview", args=[contest.pk]), {**WORDS, "text": "{"})
    assert "左边有一处要改" in faulty.content.decode()
    assert not CertificateDesign.objects.exists()


def test_another_organizer_finds_none_of_it(client, contest, run, issued, now):
    from tests.factories import make_department

    client.force_login(make_organizer(make_department()))
    for name, key in (
        ("desk_certificates", contest.pk),
        ("desk_certificate_design", contest.pk),
        ("desk_certificate_revoke", issued[0].pk),
        ("certificate_pdf", issued[0].code),
    ):
        assert client.get(reverse(name, args=[key])).status_code == 404
    for name, key in (
        ("desk_certificates_issue", run.pk),
        ("desk_certificates_file", contest.pk),
        ("desk_certificate_preview", contest.pk),
        ("desk_certificate_again", issued[0].pk),
    ):
        assert client.post(reverse(name, args=[key])).status_code == 404


def test_the_list_costs_the_same_for_any_number(desk, contest, run, organizer, now):
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            named_page(desk, "desk_certificates", contest.pk)
        return len(found)

    named_page(desk, "desk_certificates", contest.pk)
    without = statements()
    issue_certificates(organizer, run, now=now)
    assert statements() <= without + 1


def test_while_nobody_holds_the_prize_its_certificate_does_not_hold(
    desk, client, people, contest, issued, organizer, now
):
    """Given up, and open again: nothing is revoked, and everywhere it is said how it stands."""
    first, award = issued[0], issued[0].award
    note_claim(organizer, award, kind="waived", reason="来电放弃", now=now)
    public = named_page(Client(), "certificate", first.code)
    assert "暂时无效" in public and "由本站出具" not in public
    client.force_login(people[0])
    assert "下载证书" not in named_page(client, "certificate", first.code)
    assert client.get(reverse("certificate_pdf", args=[first.code])).status_code == 404
    for name, args in (("winners", [contest.pk]), ("prizes", [])):
        assert reverse("certificate", args=[first.code]) not in named_page(client, name, *args)
    listed = named_page(desk, "desk_certificates", contest.pk)
    assert listed.count("暂时无效") == 2  # how many, and which one
    archive = desk.post(reverse("desk_certificates_file", args=[contest.pk]))
    assert len(zipfile.ZipFile(io.BytesIO(archive.getvalue())).namelist()) == 2
    note_claim(organizer, award, kind="reopened", reason="点错了", now=now)
    assert "由本站出具" in named_page(Client(), "certificate", first.code)
    assert client.get(reverse("certificate_pdf", args=[first.code])).status_code == 200
    assert "暂时无效" not in named_page(desk, "desk_certificates", contest.pk)
