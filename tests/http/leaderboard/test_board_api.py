import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook
from rest_framework.authtoken.models import Token

from leaderboard.models import BoardLine
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.boards import rebuild_board
from leaderboard.services.exports import export_awards
from quiz.models import Contest
from tests.factories import give_prizes
from tests.service.leaderboard.rows import NOW, attempt, contest, crowd, department, entry, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rows_only(settings):
    from leaderboard.selectors import top

    settings.REDIS_URL = ""
    settings.CELERY_BROKER_URL = None
    top.forget()


def board(client, of, **query):
    return client.get(f"/api/v1/contests/{of.pk}/board", query)


def test_the_board_of_people(client):
    of, me = contest(), person("张小三", department("东乡"))
    attempt(of, 1250, me)
    attempt(of, 2000, person("李四"))
    rebuild_board(of, now=NOW)
    client.force_login(me)
    answer = board(client, of)
    assert answer.status_code == 200
    body = answer.json()
    assert body["results"][0] == {
        "place": 1,
        "is_tied": False,
        "name": "李*",
        "department": "",
        "points": 20,
        "elapsed_ms": 60_000,
        "attempts": 1,
        "is_me": False,
    }
    assert body["me"]["name"] == "张小三" and body["me"]["points"] == 12.5 and body["me"]["place"] == 2
    assert {"updated_at", "now", "stale", "frozen", "total"} <= body.keys()
    assert (body["total"], body["stale"], body["frozen"]) == (2, False, False)


@pytest.mark.parametrize("shows", [True, False])
def test_the_best_attempt_beside_the_sum(client, shows):
    of, me = contest(counts="sum", publication={"show_best": shows}), person("张小三")
    for points in (1250, 2000, 1500):
        attempt(of, points, me)
    rebuild_board(of, now=NOW)
    client.force_login(me)
    row = board(client, of).json()["results"][0]
    assert (row["points"], row.get("best")) == (47.5, 20 if shows else None)
    page = client.get(f"/contests/{of.pk}/board").content.decode()
    assert ("最好 20" in page) is shows


def test_the_board_of_departments(client):
    home = department("东乡")
    of = contest(home, organisations=[{"name": "甲榜"}, {"name": "乙榜"}])
    me = person(where=home)
    attempt(of, 100, me)
    rebuild_board(of, now=NOW)
    client.force_login(me)
    body = board(client, of, scope="departments").json()
    assert body["board"] == "甲榜"
    assert body["results"][0]["name"] == "东乡" and body["results"][0]["points"] == 100
    assert body["results"][0]["metrics"] == {"participation": "100"}
    assert board(client, of, scope="departments", board="乙榜").json()["board"] == "乙榜"
    assert board(client, of, scope="departments", board="丙榜").status_code == 404


def test_a_groups_board(client):
    of = contest(rank={"groups_apart": True}, who={"groups": {"by": "chosen", "names": ["甲", "乙"]}})
    me = person()
    attempt(of, 100, me, group="甲")
    attempt(of, 900, group="乙")
    rebuild_board(of, now=NOW)
    client.force_login(me)
    assert board(client, of, scope="group:甲").json()["me"]["place"] == 1
    assert board(client, of, scope="group:乙").json()["me"] is None
    assert board(client, of, scope="everything").status_code == 404


def test_groups_that_nobody_named_have_boards_too(client):
    """The sheet names no age bands: all of them take part."""
    of = contest(rank={"groups_apart": True}, who={"groups": {"by": "age_band"}})
    me = person()
    attempt(of, 100, me, group="senior")
    rebuild_board(of, now=NOW)
    client.force_login(me)
    assert board(client, of, scope="group:senior").json()["me"]["place"] == 1
    assert board(client, of, scope="group:x").status_code == 404
    page = client.get(f"/contests/{of.pk}/board", {"group": "senior"})
    assert page.status_code == 200 and "60岁及以上" in page.content.decode()
    assert client.get(f"/contests/{of.pk}/board", {"group": "x"}).status_code == 404


def test_groups_that_are_ranked_together_have_no_board_of_their_own(client):
    of = contest(who={"groups": {"by": "chosen", "names": ["甲", "乙"]}})
    me = person()
    attempt(of, 100, me, group="甲")
    rebuild_board(of, now=NOW)
    client.force_login(me)
    assert board(client, of, scope="group:甲").status_code == 404
    assert client.get(f"/contests/{of.pk}/board", {"group": "甲"}).status_code == 404


def test_a_hidden_board_says_so(client):
    of, me = contest(publication={"board": {"visibility": "hidden"}}), person()
    attempt(of, 1000, me)
    rebuild_board(of, now=NOW)
    client.force_login(me)
    for scope in ("people", "departments"):
        body = board(client, of, scope=scope).json()
        assert (body["results"], body["me"], body["total"], body["hidden"]) == ([], None, 0, True)
        assert "不公开" in body["message"]


def test_strangers_and_visitors(client):
    of = contest()
    attempt(of, 1000)
    assert board(client, of).status_code == 401
    client.force_login(person())
    answer = board(client, of)
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"
    assert client.post(f"/api/v1/contests/{of.pk}/board").status_code == 405


@pytest.mark.parametrize("people", [3, 60])
def test_four_statements_for_any_crowd(client, django_assert_max_num_queries, people):
    of = contest()
    crowd(of, people)
    rebuild_board(of, now=NOW)
    me = BoardLine.objects.order_by("-sort_key").first().user
    client.force_login(me)
    with django_assert_max_num_queries(4):
        assert board(client, of).json()["me"]["place"] == people
    token = Token.objects.create(user=me)
    with django_assert_max_num_queries(4):
        answer = client.get(
            f"/api/v1/contests/{of.pk}/board", headers={"Authorization": f"Token {token.key}"}
        )
    assert len(answer.json()["results"]) == min(people, 50)


def test_a_frozen_board_stays_within_a_few_more(client, django_assert_max_num_queries):
    freeze = {"visibility": "frozen", "frozen_from": "2026-09-01T12:00:00"}
    of, me = contest(publication={"board": freeze}), person()
    attempt(of, 1000, me, handed_in_at=NOW - timedelta(seconds=1))
    attempt(of, 2000, me)
    rebuild_board(of, now=NOW)
    client.force_login(me)
    with django_assert_max_num_queries(7):
        assert board(client, of).json()["me"]["points"] == 10


def test_the_winners(client):
    of = contest(state=Contest.State.CLOSED, awards=[{"name": "一等奖", "quota": 1}])
    me = person()
    entry(of, me)
    attempt(of, 1250, person("李小四"))
    client.force_login(me)
    address = f"/api/v1/contests/{of.pk}/awards"
    assert client.get(address).json()["results"] == []
    run = confirm_awards(me, draft_awards(me, of, now=NOW), now=NOW)
    assert client.get(address).json()["results"] == []
    publish_awards(me, run, now=NOW)
    body = client.get(address).json()
    assert body["published_at"] and body["results"][0]["tier"] == "一等奖"
    assert body["results"][0]["winners"][0]["name"] == "李*四"
    assert body["results"][0]["winners"][0]["points"] == 12.5


def test_who_is_in_line_and_where_the_own_prize_stands(client):
    tiers = [{"name": "一等奖", "quota": 1, "reserves": 1, "claim_days": 3}]
    of = contest(state=Contest.State.CLOSED, awards=tiers)
    me, other = person("张小三"), person("李小四")
    attempt(of, 1250, me)
    attempt(of, 1000, other)
    client.force_login(me)
    address = f"/api/v1/contests/{of.pk}/awards"
    assert (client.get(address).json()["reserves"], client.get(address).json()["claim"]) == ([], None)
    now = timezone.now()
    give_prizes(me, of, now=now)
    body = client.get(address).json()
    line = {"tier": "一等奖", "board": "", "group": "", "seats_of": ""}
    assert body["reserves"] == [{**line, "name": "李*四", "is_me": False}]
    zone = ZoneInfo("Asia/Shanghai")
    until = now.astimezone(zone).date() + timedelta(days=3)
    assert body["claim"] == {"state": "waiting", "last_day": until.isoformat()}
    client.force_login(other)
    body = client.get(address).json()
    assert body["claim"] is None and body["reserves"][0]["is_me"]


def test_both_are_in_the_document(client):
    client.force_login(person())
    paths = client.get("/api/schema", headers={"Accept": "application/json"}).json()["paths"]
    assert "get" in paths["/api/v1/contests/{contest_id}/board"]
    assert any(path.endswith("/awards") for path in paths)


def test_the_administrators_desk_only_looks(client):
    of = contest(awards=[{"name": "一等奖", "quota": 1}], state=Contest.State.CLOSED)
    attempt(of, 100)
    rebuild_board(of, now=NOW)
    administrator = person(is_staff=True, is_superuser=True)
    run = draft_awards(administrator, of, now=NOW)
    client.force_login(administrator)
    for name in ("boardline", "organisationline", "boardstate", "awardrun"):
        assert client.get(f"/admin/leaderboard/{name}/").status_code == 200
        assert client.get(f"/admin/leaderboard/{name}/add/").status_code == 403
    page = client.get(f"/admin/leaderboard/awardrun/{run.pk}/change/")
    assert page.status_code == 200
    assert client.post(f"/admin/leaderboard/awardrun/{run.pk}/delete/").status_code == 403


# ── Winners for whoever asks ──────────────────────────────────────────────────


def published(**publication):
    of = contest(state=Contest.State.CLOSED, awards=[{"name": "一等奖", "quota": 1}], publication=publication)
    me = person()
    entry(of, me)
    attempt(of, 1250, person("李小四"))
    run = confirm_awards(me, draft_awards(me, of, now=NOW), now=NOW)
    return of, me, run


@pytest.mark.parametrize("names", ["masked", "full"])
def test_published_winners_need_no_account_and_show_masked_names(client, names):
    of, me, run = published(names=names)
    address = f"/contests/{of.pk}/winners"
    assert client.get(address)["Location"].startswith("/login")
    publish_awards(me, run, now=NOW)
    answer = client.get(address)
    said = answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "李*四" in said and "李小四" not in said and "一等奖" in said
    assert client.get(f"/contests/{of.pk}").status_code == 302


def test_whoever_is_elsewhere_reads_them_like_a_visitor(client):
    of, me, run = published(names="full")
    other = person("外人", department("别处"))
    client.force_login(other)
    address = f"/contests/{of.pk}/winners"
    assert client.get(address).status_code == 404
    publish_awards(me, run, now=NOW)
    assert "李小四" not in client.get(address).content.decode()


def test_winners_leave_with_their_staff_numbers():
    _of, me, run = published(names="masked")
    book = CalamineWorkbook.from_filelike(io.BytesIO(export_awards(me, run, now=NOW)))
    head, row = book.get_sheet_by_index(0).to_python()[:2]
    winner = run.awards.get().user
    assert dict(zip(head, row, strict=True))["工号"] == winner.username
