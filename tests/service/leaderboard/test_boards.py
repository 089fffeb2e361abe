"""What viewers see: from Redis and from the rows, the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import RoleGrant
from leaderboard.models import AwardRun, BoardLine, BoardState
from leaderboard.selectors import store, top
from leaderboard.selectors.boards import organisation_boards, people_board
from leaderboard.selectors.picture import Keys
from leaderboard.services.boards import rebuild_board, recompute_lines
from leaderboard.services.picture import differs, draw_missing, forget_picture, is_missing
from leaderboard.services.sweep import sweep, sweep_contest
from leaderboard.services.verification import CHECKS
from quiz.models import Contest

from .rows import NOW, attempt, contest, crowd, department, entry, person, rules, score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed_at_once")]
FROZEN = {"publication": {"board": {"visibility": "frozen", "frozen_from": "2026-09-01T12:00:00"}}}


@pytest.fixture(params=["rows", "redis"])
def either(request):
    """Run with the rows alone, and with Redis."""
    if request.param == "redis":
        request.getfixturevalue("live_redis")
    return request.param


def shown(page):
    return [(row.place, row.is_tied, row.name, row.points) for row in page.rows]


def test_places_ties_masks_and_me(either):
    of, me = contest(), person("张小三")
    for who, points in [(me, 1500), (person("李四"), 2000), (person("王五"), 1500), (person("赵六六"), 100)]:
        attempt(of, points, who)
    rebuild_board(of, now=NOW)
    page = people_board(of, me, limit=3, now=NOW)
    assert shown(page) == [(1, False, "李*", 2000), (2, True, "张小三", 1500), (2, True, "王*", 1500)]
    assert [row.is_me for row in page.rows] == [False, True, False]
    assert (page.me.place, page.me.is_tied, page.me.name) == (2, True, "张小三")
    assert (page.total, page.updated_at, page.stale, page.frozen) == (4, NOW, False, False)


def test_the_tie_of_the_last_row_shows(either):
    of = contest()
    for _ in range(3):
        attempt(of, 1500)
    rebuild_board(of, now=NOW)
    page = people_board(of, person(), limit=2, now=NOW)
    assert [row.is_tied for row in page.rows] == [True, True] and page.me is None


def test_names_in_full_where_the_sheet_says_so(either):
    of = contest(publication={"names": "full"})
    attempt(of, 1, person("李小四"))
    rebuild_board(of, now=NOW)
    assert people_board(of, person(), now=NOW).rows[0].name == "李小四"


def test_who_is_not_listed_sees_the_own_row_without_a_place(either):
    of, me = contest(rank={"min_points": 10}), person()
    attempt(of, 500, me)
    attempt(of, 1500)
    rebuild_board(of, now=NOW)
    page = people_board(of, me, now=NOW)
    assert (page.total, page.me.place, page.me.points) == (1, None, 500)


def test_groups_apart_have_boards_of_their_own(either):
    of = contest(rank={"groups_apart": True}, who={"groups": {"by": "chosen", "names": ["甲|组", "乙组"]}})
    me = person()
    attempt(of, 1000, me, group="甲|组")
    attempt(of, 2000, group="乙组")
    rebuild_board(of, now=NOW)
    mine = people_board(of, me, "甲|组", now=NOW)
    assert (len(mine.rows), mine.me.place) == (1, 1)
    other = people_board(of, me, "乙组", now=NOW)
    assert (other.rows[0].points, other.me) == (2000, None)
    assert people_board(of, me, now=NOW).me.place == 2
    assert people_board(of, me, "丙组", now=NOW).rows == []


def test_a_stranger_and_an_empty_board(either):
    of = contest()
    page = people_board(of, AnonymousUser(), now=NOW)
    assert (page.rows, page.me, page.total) == ([], None, 0)


def test_a_frozen_board_stands_still_for_participants_only(either):
    of, me = contest(**FROZEN, awards=[{"name": "一等奖", "quota": 1}]), person()
    attempt(of, 1000, me, handed_in_at=NOW - timedelta(seconds=1))
    attempt(of, 2000, me)
    attempt(of, 1500)
    rebuild_board(of, now=NOW)
    page = people_board(of, me, now=NOW)
    assert (page.frozen, page.total, page.me.points, page.me.place) == (True, 1, 1000, 1)
    assert not people_board(of, me, now=NOW - timedelta(hours=1)).frozen
    live = people_board(of, organizer(of), now=NOW)
    assert (live.frozen, live.total) == (False, 2)
    AwardRun.objects.create(
        contest=of, rules=of.rules, number=1, state="published", input_digest="d", created_at=NOW
    )
    assert people_board(of, me, now=NOW).me.points == 2000


def organizer(of):
    who = person(where=of.department)
    RoleGrant.objects.create(user=who, role="organizer", department=of.department)
    return who


def test_losing_redis_in_the_freeze_does_not_leak_the_live_board(live_redis):
    of, me = contest(**FROZEN), person()
    attempt(of, 1000, me, handed_in_at=NOW - timedelta(seconds=1))
    attempt(of, 2000, me)
    rebuild_board(of, now=NOW)
    for lose in (
        live_redis.flushall,
        lambda: live_redis.delete(Keys(contest_id=of.pk, edition="frozen").meta),
    ):
        lose()
        top.forget()
        page = people_board(of, me, now=NOW)
        assert (page.frozen, page.me.points, page.rows[0].points) == (True, 1000, 1000)


@pytest.mark.parametrize(
    "publication", [{"board": {"visibility": "hidden"}}, {"scores": "after_close"}, {"scores": "never"}]
)
def test_a_hidden_board_shows_nothing(either, publication):
    of, me = contest(publication=publication, organisations=[{"name": "榜"}]), person()
    attempt(of, 1000, me)
    rebuild_board(of, now=NOW)
    page = people_board(of, me, now=NOW)
    assert page.hidden and (page.rows, page.me, page.total) == ([], None, 0)
    assert organisation_boards(of, me, now=NOW) is None
    assert people_board(of, organizer(of), now=NOW).total == 1


def published_winners(of):
    return AwardRun.objects.create(
        contest=of, rules=of.rules, number=1, state="published", input_digest="d", created_at=NOW
    )


TIER = {"awards": [{"name": "一等奖", "quota": 1}]}


@pytest.mark.parametrize("visibility", ["visible", "hidden"])
def test_published_winners_do_not_open_a_board_of_scores_that_are_never_shown(either, visibility):
    shows = {"scores": "never", "board": {"visibility": visibility}}
    of, me = contest(publication=shows, organisations=[{"name": "榜"}], **TIER), person()
    attempt(of, 1000, me)
    rebuild_board(of, now=NOW)
    published_winners(of)
    assert people_board(of, me, now=NOW).hidden
    assert organisation_boards(of, me, now=NOW) is None


def test_published_winners_open_a_hidden_board(either):
    of, me = contest(publication={"board": {"visibility": "hidden"}}, **TIER), person()
    attempt(of, 1000, me)
    rebuild_board(of, now=NOW)
    published_winners(of)
    assert people_board(of, me, now=NOW).me.points == 1000


def test_a_frozen_board_without_awards_goes_on_at_the_close(either):
    of, me = contest(**FROZEN), person()
    attempt(of, 1000, me, handed_in_at=NOW - timedelta(seconds=1))
    attempt(of, 2000, me)
    rebuild_board(of, now=NOW)
    assert people_board(of, me, now=NOW).me.points == 1000
    of.state = Contest.State.CLOSED
    assert people_board(of, me, now=NOW).me.points == 2000


def test_scores_after_closing_open_the_board(either):
    of = contest(publication={"scores": "after_close"}, state=Contest.State.CLOSED)
    attempt(of, 1000)
    rebuild_board(of, now=NOW)
    assert people_board(of, person(), now=NOW).total == 1


@pytest.mark.parametrize("people", [3, 60])
def test_the_rows_take_one_statement(django_assert_num_queries, people):
    of = contest()
    crowd(of, people)
    rebuild_board(of, now=NOW)
    me = BoardLine.objects.order_by("-sort_key").first().user
    with django_assert_num_queries(1):
        page = people_board(of, me, now=NOW)
    assert (len(page.rows), page.me.place) == (min(people, 50), people)
    with django_assert_num_queries(1):
        people_board(of, me, now=NOW)


@pytest.mark.parametrize("people", [3, 60])
def test_redis_takes_no_statement(django_assert_num_queries, live_redis, people):
    of = contest()
    crowd(of, people)
    rebuild_board(of, now=NOW)
    me = BoardLine.objects.order_by("-sort_key").first().user
    before = script_calls(live_redis)
    with django_assert_num_queries(0):
        people_board(of, me, now=NOW)
        page = people_board(of, me, now=NOW)
    assert (len(page.rows), page.me.place) == (min(people, 50), people)
    assert 1 <= script_calls(live_redis) - before <= 3


def script_calls(redis):
    """How many scripts this Redis was asked for; it lists no command that nobody has sent yet."""
    return redis.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0)


# ── The picture ───────────────────────────────────────────────────────────────


def members(redis, of, ending="order*"):
    return redis.zrange(Keys(contest_id=of.pk, edition="live").base + ending, 0, -1)


def test_a_pushed_line_takes_the_place_of_the_old_one(live_redis):
    of, who = contest(), person()
    rebuild_board(of, now=NOW)
    for points in (1000, 1500):
        recompute_lines(of.pk, [attempt(of, points, who).pk], now=NOW)
    assert len(members(live_redis, of)) == 1
    assert differs(of) is None
    assert people_board(of, who, now=NOW).me.points == 1500


def test_an_older_line_never_replaces_a_newer_one(live_redis):
    from leaderboard.services.picture import picture_lines, push_lines

    of, who = contest(), person()
    rebuild_board(of, now=NOW)
    recompute_lines(of.pk, [attempt(of, 1000, who).pk], now=NOW)
    late = list(picture_lines(BoardLine.objects.all()))
    recompute_lines(of.pk, [attempt(of, 1500, who).pk], now=NOW)
    push_lines(of, "live", late, NOW)
    assert differs(of) is None
    assert people_board(of, who, now=NOW).me.points == 1500


def test_who_is_no_longer_listed_leaves_the_board(live_redis):
    of = contest()
    made = attempt(of, 1500)
    rebuild_board(of, now=NOW)
    made.entry.excluded_reason = "违规"
    made.entry.save()
    recompute_lines(of.pk, [made.pk], now=NOW)
    assert members(live_redis, of) == []
    rebuild_board(of, now=NOW)
    assert differs(of) is None


def test_a_lost_picture_is_served_from_the_rows_and_drawn_again(live_redis):
    of, who = contest(), person()
    attempt(of, 1500, who)
    rebuild_board(of, now=NOW)
    live_redis.flushall()
    assert people_board(of, who, now=NOW).me.points == 1500
    recompute_lines(of.pk, [attempt(of, 1800).pk], now=NOW)
    assert len(members(live_redis, of)) == 2, "one line alone would be a wrong board"
    live_redis.flushall()
    assert sweep_contest(of, now=NOW) == 1
    assert differs(of) is None


def test_an_old_board_is_read_from_the_rows_and_drawn_when_somebody_looks(live_redis, monkeypatch):
    of, who = contest(state=Contest.State.CLOSED), person()
    of.closed_at = NOW - timedelta(days=400)
    of.save(update_fields=["closed_at"])
    attempt(of, 1500, who)
    rebuild_board(of, now=NOW)
    live_redis.flushall()
    assert sweep(NOW) == 0, "nobody looks: a picture would only fill Redis"
    assert is_missing(of) and list(CHECKS["picture"](of, NOW)) == []
    page = people_board(of, who, now=NOW)
    assert (page.me.points, page.undrawn) == (1500, True)
    assert draw_missing(of.pk, now=NOW)
    top.forget()
    page = people_board(of, who, now=NOW)
    assert (page.me.points, page.undrawn) == (1500, False)
    assert not draw_missing(of.pk, now=NOW), "asked twice, drawn once"


def test_a_stale_picture_of_an_old_contest_is_drawn_again(live_redis):
    of, who = contest(state=Contest.State.CLOSED), person()
    of.closed_at = NOW - timedelta(days=400)
    of.save(update_fields=["closed_at"])
    attempt(of, 1500, who)
    rebuild_board(of, now=NOW)
    live_redis.zrem(Keys(contest_id=of.pk, edition="live").order(), members(live_redis, of)[0])
    BoardState.objects.update(picture_is_stale=True, compared_at=NOW)
    assert sweep(NOW) == 1
    assert differs(of) is None and not BoardState.objects.get().picture_is_stale


def test_a_look_at_an_undrawn_board_rings_for_it(live_redis, client, monkeypatch):
    from leaderboard.services import drawing

    rung = []
    monkeypatch.setattr(drawing, "ring", lambda task, *args: rung.append((task.name, *args)))
    of, who = contest(), person()
    attempt(of, 1500, who)
    rebuild_board(of, now=NOW)
    client.force_login(who)
    addresses = (f"/contests/{of.pk}/board", f"/api/v1/contests/{of.pk}/board")
    for address in addresses:
        assert client.get(address).status_code == 200
    assert rung == []
    live_redis.flushall()
    for address in addresses:
        assert client.get(address).status_code == 200
    assert rung == [("leaderboard.draw_missing", of.pk)] * 2


def test_drift_is_found_and_mended(live_redis):
    of = contest()
    attempt(of, 1500)
    attempt(of, 1800)
    rebuild_board(of, now=NOW)
    live_redis.zrem(Keys(contest_id=of.pk, edition="live").order(), members(live_redis, of)[0])
    assert differs(of) == "live/*"
    assert sweep_contest(of, now=NOW + timedelta(seconds=40)) == 1
    assert differs(of) is None
    assert sweep_contest(of, now=NOW + timedelta(seconds=80)) == 0


def test_a_picture_nobody_compared_is_called_stale(live_redis):
    of = contest()
    attempt(of, 1500)
    rebuild_board(of, now=NOW)
    later = NOW + timedelta(seconds=100)
    assert people_board(of, person(), now=later).stale
    sweep_contest(of, now=later)
    top.forget()
    assert not people_board(of, person(), now=later).stale


def test_redis_away_leaves_a_row_and_the_sweep_redraws(live_redis, settings):
    of, who = contest(), person()
    rebuild_board(of, now=NOW)
    there, settings.REDIS_URL = settings.REDIS_URL, "redis+socket:///nowhere/redis.sock"
    recompute_lines(of.pk, [attempt(of, 1500, who).pk], now=NOW)
    assert BoardState.objects.get().picture_is_stale
    page = people_board(of, who, now=NOW)
    assert (page.me.points, page.stale) == (1500, False)
    settings.REDIS_URL = there
    store.breaker.reset()
    assert sweep_contest(of, now=NOW) == 1
    assert differs(of) is None and not BoardState.objects.get().picture_is_stale


def test_the_breaker_rests_after_a_failure(live_redis, settings):
    settings.REDIS_URL, there = "redis+socket:///nowhere/redis.sock", settings.REDIS_URL
    with pytest.raises(store.RedisAway):
        store.reading(lambda client: client.ping())
    settings.REDIS_URL = there
    with pytest.raises(store.RedisAway, match="rests"):
        store.reading(lambda client: client.ping())
    store.breaker.reset()
    assert store.reading(lambda client: client.ping())


def test_a_rebuild_drops_boards_that_are_empty(live_redis):
    of = contest(rank={"groups_apart": True})
    made = attempt(of, 1500, group="甲")
    rebuild_board(of, now=NOW)
    assert len(members(live_redis, of, "order=%E7%94%B2")) == 1
    made.scores.all().delete()
    rebuild_board(of, now=NOW)
    assert sorted(live_redis.keys()) == [Keys(contest_id=of.pk, edition="live").meta]
    forget_picture(of.pk)
    assert live_redis.keys() == [] and is_missing(of)


def test_rebuilding_a_bigger_crowd_gives_the_same_order(live_redis):
    of = contest()
    crowd(of, 1200, points=lambda n: n % 7 * 100, elapsed=lambda n: n % 5)
    rebuild_board(of, now=NOW)
    assert differs(of) is None
    who = BoardLine.objects.order_by("-sort_key").first().user
    from_redis = people_board(of, who, now=NOW)
    live_redis.flushall()
    top.forget()
    from_rows = people_board(of, who, now=NOW)
    assert from_rows == replace(from_redis, undrawn=True) and from_rows.me.is_tied


def test_new_rules_with_another_chain_make_another_order(live_redis):
    of = contest()
    slow, quick = attempt(of, 1500, elapsed_ms=90_000), attempt(of, 900, elapsed_ms=30_000)
    rebuild_board(of, now=NOW)
    of.rules = rules(of, number=2, rank={"keys": ["elapsed"]})
    of.save(update_fields=["rules"])
    score(slow, 1500, elapsed_ms=90_000)
    score(quick, 900, elapsed_ms=30_000)
    sweep_contest(of, now=NOW)
    assert [int(one.split(":")[1]) for one in members(live_redis, of)] == [quick.user_id, slow.user_id]


def test_departments_follow_the_frozen_board(either):
    home = department("东乡")
    of = contest(home, organisations=[{"name": "榜", "metrics": [{"metric": "participants"}]}], **FROZEN)
    attempt(of, 1000, person(where=home), handed_in_at=NOW - timedelta(seconds=1))
    attempt(of, 1000, person(where=home))
    entry(of, person(where=home))
    rebuild_board(of, now=NOW)
    assert organisation_boards(of, person(), now=NOW)[0].rows[0].participants == 1
    assert organisation_boards(of, organizer(of), now=NOW)[0].rows[0].participants == 2
