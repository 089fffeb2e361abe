import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from python_calamine import CalamineWorkbook

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.models import AuditEntry
from leaderboard.models import Award, AwardRun, BoardLine, OrganisationLine
from leaderboard.selectors.awards import has_moved_since, run_page, winners
from leaderboard.services.awards import confirm_awards, discard_draft, draft_awards, publish_awards
from leaderboard.services.boards import rebuild_board
from leaderboard.services.exports import export_awards, export_boards
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.rules import sheet_of
from quiz.services.contests import amend_rules
from quiz.services.exclusions import exclude_entry, include_entry
from tests.refusals import explained

from .rows import NOW, attempt, contest, department, entry, person, rules, score

pytestmark = pytest.mark.django_db
TIERS = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 1}]


def closed(*points, **fields):
    of = contest(state=Contest.State.CLOSED, awards=fields.pop("awards", TIERS), **fields)
    for one in points:
        attempt(of, one)
    return of


def refused(code, action, *args):
    return explained(code, action, *args, now=NOW)


def test_a_draft_from_the_rows_alone():
    of, actor = closed(1000, 2000, 1500), person()
    run = draft_awards(actor, of, now=NOW)
    assert [(a.position, a.tier, a.points, a.place) for a in run.awards.order_by("position")] == [
        (1, "一等奖", 2000, 1),
        (2, "二等奖", 1500, 2),
    ]
    assert not BoardLine.objects.exists(), "no board is needed to decide a prize"


def test_the_same_facts_give_back_the_same_draft():
    of, actor = closed(1000, 2000), person()
    first = draft_awards(actor, of, now=NOW)
    assert draft_awards(actor, of, now=NOW) == first
    attempt(of, 1800)
    second = draft_awards(actor, of, now=NOW)
    assert second.number == 2 and second.input_digest != first.input_digest
    assert list(AwardRun.objects.all()) == [second]


def test_what_is_missing_is_named():
    refused("awards_contest_not_closed", draft_awards, person(), contest(awards=TIERS))
    refused("awards_nothing_to_win", draft_awards, person(), closed(1000, awards=[]))
    of = closed(1000)
    waiting = attempt(of)
    assert refused("awards_attempts_unscored", draft_awards, person(), of).values == {"count": 1}
    score(waiting, 500)
    Attempt.objects.filter(pk=waiting.pk).update(state="open", handed_in_at=None)
    assert refused("awards_attempts_open", draft_awards, person(), of).values == {"count": 1}


def test_a_score_under_old_rules_is_not_enough():
    of = closed(1000)
    of.rules = rules(of, number=2, awards=TIERS)
    of.save(update_fields=["rules"])
    refused("awards_attempts_unscored", draft_awards, person(), of)


def test_a_tie_that_lots_decide_is_drawn_first():
    of = closed(1000, 2000, awards=[{"name": "一等奖", "quota": 1, "tie": "draw"}])
    assert draft_awards(person(), of, now=NOW).awards.count() == 1
    of = closed(2000, 2000, awards=[{"name": "一等奖", "quota": 1, "tie": "draw"}], rank={"keys": ["points"]})
    refused("awards_draw_missing", draft_awards, person(), of)


def test_confirmed_awards_never_change():
    of, actor = closed(1000, 2000), person()
    run = confirm_awards(actor, draft_awards(actor, of, now=NOW), now=NOW)
    assert (run.state, run.confirmed_by, run.confirmed_at) == ("confirmed", actor, NOW)
    refused("awards_not_a_draft", confirm_awards, actor, run)
    refused("awards_not_a_draft", discard_draft, actor, run)
    refused("awards_confirmed_already", draft_awards, actor, of)
    assert Award.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.awards.update(place=9),
        lambda run: run.awards.all().delete(),
        lambda run: Award.objects.create(run=run, position=9, tier="三等奖", place=3, points=1),
        lambda run: AwardRun.objects.filter(pk=run.pk).update(input_digest="0" * 64),
        lambda run: AwardRun.objects.filter(pk=run.pk).update(state="draft"),
        lambda run: AwardRun.objects.filter(pk=run.pk)._raw_delete("default"),
    ],
)
@pytest.mark.parametrize("published", [False, True])
def test_the_database_itself_refuses_to_change_them(change, published):
    of, actor = closed(1000, 2000), person()
    run = confirm_awards(actor, draft_awards(actor, of, now=NOW), now=NOW)
    if published:
        publish_awards(actor, run, now=NOW)
    with pytest.raises(IntegrityError, match="confirmed awards are final"), transaction.atomic():
        change(run)
    assert Award.objects.filter(run=run, place__lte=2).count() == 2


def test_a_draft_that_the_facts_have_left_behind_is_not_confirmed():
    of, actor = closed(1000, 2000), person()
    run = draft_awards(actor, of, now=NOW)
    attempt(of, 1800)
    refused("awards_out_of_date", confirm_awards, actor, run)


def test_publishing_shows_masked_winners_once():
    of, actor, winner = closed(1000), person(), person("欧阳小三")
    attempt(of, 2000, winner)
    draft = draft_awards(actor, of, now=NOW)
    refused("awards_not_confirmed", publish_awards, actor, draft)
    run = confirm_awards(actor, draft, now=NOW)
    assert winners(of) is None
    publish_awards(actor, run, now=NOW)
    publish_awards(actor, run, now=NOW)
    page = winners(of)
    assert page.tiers[0].rows[0].name == "欧**三" and page.published_at == NOW
    assert winners(of, winner).tiers[0].rows[0].name == "欧阳小三"
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["awards_drafted", "awards_confirmed", "awards_published"]


def test_winners_of_scores_that_are_never_shown_have_no_points():
    of, actor = closed(1000, publication={"scores": "never", "board": {"visibility": "hidden"}}), person()
    publish_awards(actor, confirm_awards(actor, draft_awards(actor, of, now=NOW), now=NOW), now=NOW)
    row = winners(of).tiers[0].rows[0]
    assert (row.place, row.points, row.elapsed_ms) == (1, None, None)
    assert run_page(AwardRun.objects.get()).tiers[0].rows[0].points == 10


def test_a_draft_may_be_thrown_away():
    of, actor = closed(1000), person()
    discard_draft(actor, draft_awards(actor, of, now=NOW), now=NOW)
    assert not Award.objects.exists()
    assert AuditEntry.objects.last().action == "awards_draft_discarded"


def test_notes_are_sentences():
    page = run_page(draft_awards(person(), closed(2000, 2000, 2000), now=NOW))
    assert page.notes == [
        "“一等奖”名额 1，因末位 3 人（单位）并列，增至 3。",
        "“二等奖”没有人（单位）符合条件。",
    ]


def test_departments_win_too():
    home = department("县")
    of = contest(
        home,
        Contest.State.CLOSED,
        organisations=[{"name": "参与榜", "metrics": [{"metric": "participation"}]}],
        awards=[{"name": "优秀组织奖", "board": "参与榜", "quota": 1}],
    )
    east, west = department("东乡", home), department("西乡", home)
    attempt(of, 100, person(where=east))
    entry(of, person(where=east))
    attempt(of, 100, person(where=west))
    page = run_page(draft_awards(person(), of, now=NOW))
    assert [(row.name, row.points) for row in page.tiers[0].rows] == [("西乡", 100.0)]


def test_an_export_holds_text_as_text_and_is_on_record():
    home = department('=HYPERLINK("http://x")')
    of = contest(home, Contest.State.CLOSED, awards=TIERS, organisations=[{"name": "参与[榜]*"}])
    attempt(of, 1250, person("=cmd|'/c calc'!A1", where=home))
    rebuild_board(of, now=NOW)
    actor = person()
    content = export_boards(actor, of, now=NOW)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["个人榜", "参与_榜__"]
    row = book.get_sheet_by_index(0).to_python()[1]
    assert row[0] == 1 and row[2:5] == ["=cmd|'/c calc'!A1", '=HYPERLINK("http://x")', 12.5]
    assert b"<f>" not in _sheet_xml(content)
    run = draft_awards(actor, of, now=NOW)
    awards = CalamineWorkbook.from_filelike(BytesIO(export_awards(actor, run, now=NOW)))
    assert awards.get_sheet_by_index(0).to_python()[1][4] == "=cmd|'/c calc'!A1"
    entries = AuditEntry.objects.filter(action__endswith="_exported").order_by("number")
    assert [(one.action, one.details["full_names"]) for one in entries] == [
        ("boards_exported", True),
        ("awards_exported", True),
    ]
    assert json.dumps(entries[0].details)


def _sheet_xml(content):
    from zipfile import ZipFile

    with ZipFile(BytesIO(content)) as file:
        return b"".join(file.read(name) for name in file.namelist() if "worksheets/sheet" in name)


# ── After the confirmation ────────────────────────────────────────────────────


def confirmed(of, actor):
    return confirm_awards(actor, draft_awards(actor, of, now=NOW), now=NOW)


@pytest.mark.parametrize("published", [False, True])
def test_nothing_that_moves_places_passes_once_the_awards_are_confirmed(published):
    of, actor = closed(1000, 2000), person()
    out, listed = Entry.objects.filter(contest=of).order_by("pk")
    exclude_entry(actor, out, "代答", now=NOW)
    run = confirmed(of, actor)
    if published:
        publish_awards(actor, run, now=NOW)
    sheet = sheet_of(of.rules)
    shown = sheet.model_copy(update={"title": "另一个名称"})
    for change in (
        lambda: exclude_entry(actor, listed, "代答", now=NOW),
        lambda: include_entry(actor, out, now=NOW),
        lambda: amend_rules(actor, of, shown, "改名", now=NOW),
    ):
        with pytest.raises(RuleBroken) as broken:
            change()
        assert broken.value.code == "awards_are_confirmed"
        assert "更正" in explain(broken.value)
    assert not has_moved_since(run)
    kept = Entry.objects.filter(contest=of).order_by("pk").values_list("excluded_reason", flat=True)
    assert list(kept) == ["代答", ""]


def test_before_that_all_of_it_passes_and_the_desk_sees_that_something_has_moved():
    of, actor = closed(1000, 2000), person()
    run = draft_awards(actor, of, now=NOW)
    assert not has_moved_since(run)
    exclude_entry(actor, Entry.objects.filter(contest=of).first(), "代答", now=NOW + timedelta(seconds=1))
    assert has_moved_since(run)
    include_entry(actor, Entry.objects.filter(contest=of).first(), now=NOW + timedelta(seconds=2))
    assert not has_moved_since(run), "all is as it was"
    exclude_entry(actor, Entry.objects.filter(contest=of).first(), "代答", now=NOW + timedelta(seconds=3))
    refused("awards_out_of_date", confirm_awards, actor, run)


def test_a_draft_that_another_desk_has_replaced_says_so():
    of, actor = closed(1000), person()
    first = draft_awards(actor, of, now=NOW)
    attempt(of, 2000)
    draft_awards(actor, of, now=NOW)
    refused("awards_draft_is_gone", confirm_awards, actor, first)
    refused("awards_draft_is_gone", discard_draft, actor, first)
    refused("awards_not_confirmed", publish_awards, actor, first)


def test_another_office_changes_nothing_in_the_digest():
    """A department that nobody on the list belongs to, or any at all where the sheet has no board of them."""
    of, actor = closed(1000), person()
    run = draft_awards(actor, of, now=NOW)
    department("新设的科室")
    assert draft_awards(actor, of, now=NOW) == run
    home = department("县")
    other = contest(home, Contest.State.CLOSED, organisations=[{"name": "榜"}], awards=TIERS)
    village = department("村", department("乡", home))
    attempt(other, 100, person(where=village))
    run = draft_awards(actor, other, now=NOW)
    department("又一个科室", home)
    assert draft_awards(actor, other, now=NOW) == run
    village.kind = "village"
    village.save()
    assert draft_awards(actor, other, now=NOW) != run


def test_who_joins_after_the_end_changes_no_participation():
    home = department("县")
    of = contest(home, Contest.State.CLOSED, organisations=[{"name": "榜"}], awards=TIERS)
    attempt(of, 100, person(where=home))
    actor = person()
    run = draft_awards(actor, of, now=NOW)
    late = entry(of, person(where=home))
    Entry.objects.filter(pk=late.pk).update(created_at=NOW + timedelta(days=1))
    assert draft_awards(actor, of, now=NOW) == run
    rebuild_board(of, now=NOW)
    assert OrganisationLine.objects.get().headcount == 1
