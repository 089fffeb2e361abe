"""Drawing the boards into Redis: a picture of the rows, never the other way round."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db.models import QuerySet

from leaderboard.models import BoardLine, BoardState, Edition
from leaderboard.selectors import store
from leaderboard.selectors.picture import (
    Keys,
    Payload,
    PictureLine,
    encoded,
    has_picture,
    member,
    members,
    tag,
)
from leaderboard.selectors.sight import editions_of
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

T = TypeVar("T")
BATCH = 1000
KEPT_SECONDS = 60 * 60 * 24 * 30

# Sets each line whose version is newer than the one that is there; a line's old member goes with it.
# Without `meta` there is no picture to add to: the caller draws a whole one.
_PUSH = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local taken = 0
for at = 3, #ARGV, 5 do
  local user, version, key, tag, text = ARGV[at], tonumber(ARGV[at+1]), ARGV[at+2], ARGV[at+3], ARGV[at+4]
  local tail = string.format(':%012d', tonumber(user))
  local old = redis.call('HGET', KEYS[2], user)
  local old_version, old_key, old_tag = -1, '', ''
  if old then
    local v, k, t = string.match(old, '^(%d+)|(%x*)|([^|]*)|')
    old_version, old_key, old_tag = tonumber(v), k, t
  end
  if version > old_version then
    if old_key ~= '' then
      redis.call('ZREM', KEYS[3], old_key .. tail)
      if ARGV[1] == '1' then redis.call('ZREM', KEYS[4] .. old_tag, old_key .. tail) end
    end
    if key ~= '' then
      redis.call('ZADD', KEYS[3], 0, key .. tail)
      if ARGV[1] == '1' then redis.call('ZADD', KEYS[4] .. tag, 0, key .. tail) end
    end
    redis.call('HSET', KEYS[2], user, text)
    taken = taken + 1
  end
end
local seen = redis.call('HGET', KEYS[1], 'updated_at')
if not seen or seen < ARGV[2] then redis.call('HSET', KEYS[1], 'updated_at', ARGV[2]) end
return taken
"""


def push_lines(contest: Contest, edition: str, lines: Sequence[PictureLine], now: datetime) -> None:
    """Write the newer of these lines into the picture; draw it whole where there is none.

    Never raises for Redis: what could not be written is noted in the row, and the sweep redraws.
    """
    if not store.is_configured() or not lines:
        return
    try:
        if not _push(_keys(contest, edition), _apart(contest), lines, now):
            redraw(contest, now)
    except store.RedisAway:
        BoardState.objects.filter(pk=contest.pk).update(picture_is_stale=True)


def _push(keys: Keys, apart: bool, lines: Sequence[PictureLine], now: datetime) -> bool:
    names = [keys.meta, keys.lines, keys.order(), keys.order("")]
    for batch in chunks(lines, BATCH):
        arguments: list[str | int] = [int(apart), now.isoformat()]
        for line in batch:
            arguments += [line.payload.user, line.version, line.key, tag(line.group), encoded(line)]
        if store.writing(partial(store.script, text=_PUSH, keys=names, arguments=arguments)) < 0:
            return False
    return True


def redraw(contest: Contest, now: datetime) -> None:
    """Draw every edition anew beside the old one and put it in its place. Raises RedisAway."""
    for edition in editions_of(_sheet(contest)):
        _redraw_edition(contest, edition, now)
    BoardState.objects.filter(pk=contest.pk).update(picture_is_stale=False)


def draw_missing(contest_id: int, *, now: datetime) -> bool:
    """Draw a contest's boards if Redis has none; where it is away, the rows go on serving."""
    contest = Contest.objects.select_related("rules").filter(pk=contest_id, rules__isnull=False).first()
    if contest is None or not store.is_configured():
        return False
    try:
        if not is_missing(contest):
            return False
        redraw(contest, now)
    except store.RedisAway:
        return False
    return True


def _redraw_edition(contest: Contest, edition: str, now: datetime) -> None:
    before = BoardState.objects.filter(pk=contest.pk).values_list("sequence", flat=True).first() or 0
    keys, apart = _keys(contest, edition), _apart(contest)
    drawing = f"{keys.base}new:{secrets.token_hex(8)}:"
    made: set[str] = set()
    for batch in chunks(list(picture_lines(_rows(contest, edition))), BATCH):
        made |= store.writing(partial(_draw, drawing=drawing, batch=batch, apart=apart))
    store.writing(lambda client: _put_in_place(client, keys, drawing, made, now))
    # What was written to the old picture while this one was being drawn.
    newer = picture_lines(_rows(contest, edition).filter(version__gt=before))
    _push(keys, apart, list(newer), now)


def _draw(client: store.Client, drawing: str, batch: Sequence[PictureLine], apart: bool) -> set[str]:
    """Returns the endings of the keys that it wrote."""
    orders: dict[str, dict[str, int]] = {}
    for line in batch:
        if line.key:
            for ending in ["order*", f"order={tag(line.group)}"][: 1 + apart]:
                orders.setdefault(ending, {})[member(line.key, line.payload.user)] = 0
    with client.pipeline(transaction=False) as pipe:
        pipe.hset(drawing + "lines", mapping={str(line.payload.user): encoded(line) for line in batch})
        for ending, found in orders.items():
            pipe.zadd(drawing + ending, found)
        for ending in ("lines", *orders):  # so that a drawing nobody finished goes away
            pipe.expire(drawing + ending, 3600)
        pipe.execute()
    return {"lines", *orders}


def _put_in_place(client: store.Client, keys: Keys, drawing: str, made: set[str], now: datetime) -> None:
    """All keys at once; a board that has become empty goes away."""
    old = {str(key).removeprefix(keys.base) for key in client.scan_iter(match=keys.base + "*", count=1000)}
    gone = {ending for ending in old if ending == "lines" or ending.startswith("order")} - made
    stamp = now.isoformat()
    with client.pipeline(transaction=True) as pipe:
        for ending in made:
            pipe.rename(drawing + ending, keys.base + ending)
            pipe.expire(keys.base + ending, KEPT_SECONDS + 3600)
        for ending in gone:
            pipe.delete(keys.base + ending)
        pipe.hset(keys.meta, mapping={"updated_at": stamp, "compared_at": stamp})
        pipe.expire(keys.meta, KEPT_SECONDS)
        pipe.execute()


def forget_picture(contest_id: int) -> None:
    """Remove a contest's pictures; where Redis is away they go by themselves in a month."""
    for edition in Edition.values:
        base = Keys(contest_id=contest_id, edition=edition).base
        with suppress(store.RedisAway):
            store.writing(partial(_delete_below, base=base))


def _delete_below(client: store.Client, base: str) -> None:
    for key in client.scan_iter(match=base + "*", count=1000):
        client.unlink(key)


def is_missing(contest: Contest) -> bool:
    """Whether Redis answers and lacks an edition. Raises RedisAway."""
    return not all(has_picture(_keys(contest, edition)) for edition in editions_of(_sheet(contest)))


def differs(contest: Contest) -> str | None:
    """The first board whose picture is not what the rows say; None where all agree. Raises RedisAway."""
    for edition in editions_of(_sheet(contest)):
        rows = list(_listed(contest, edition))
        boards: dict[str | None, list[str]] = {None: [member(key, user) for key, user, _group in rows]}
        if _apart(contest):
            for key, user, group in rows:
                boards.setdefault(group, []).append(member(key, user))
        for board, expected in boards.items():
            if _checksum(expected) != _checksum(members(_keys(contest, edition), board)):
                return f"{edition}/{board or '*'}"
    return None


def note_comparison(contest: Contest, now: datetime) -> None:
    """Tell readers that the picture was compared with the rows. Raises RedisAway."""
    for edition in editions_of(_sheet(contest)):
        meta = _keys(contest, edition).meta
        store.writing(partial(_stamp, meta=meta, now=now))


def _stamp(client: store.Client, meta: str, now: datetime) -> None:
    client.hset(meta, "compared_at", now.isoformat())


def _checksum(found: Iterable[str]) -> tuple[int, str]:
    """How many members, and the SHA-256 of them in order."""
    ordered = sorted(found)
    return len(ordered), hashlib.sha256("\n".join(ordered).encode()).hexdigest()


def _listed(contest: Contest, edition: str) -> Iterator[tuple[str, int, str]]:
    rows = BoardLine.objects.filter(contest=contest, edition=edition, is_listed=True)
    return rows.values_list("sort_key", "user_id", "group").iterator(chunk_size=5000)


def _rows(contest: Contest, edition: str) -> QuerySet[BoardLine]:
    return BoardLine.objects.filter(contest=contest, edition=edition)


def picture_lines(rows: QuerySet[BoardLine]) -> Iterator[PictureLine]:
    """Rows as the picture shows them; one statement."""
    columns = ("user_id", "user__name", "department__name", "points", "elapsed_ms", "attempts", "best")
    found = rows.values_list("version", "is_listed", "sort_key", "group", *columns)
    for version, is_listed, key, group, user, name, department, points, elapsed_ms, tries, best in found:
        yield PictureLine(
            version=version,
            key=key if is_listed else "",
            group=group,
            payload=Payload(user, name, department or "", points, elapsed_ms, tries, best),
        )


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _keys(contest: Contest, edition: str) -> Keys:
    return Keys(contest_id=contest.pk, edition=edition)


def _apart(contest: Contest) -> bool:
    return _sheet(contest).rank.groups_apart


def _sheet(contest: Contest) -> RuleSheet:
    return sheet_of(contest.rules)
