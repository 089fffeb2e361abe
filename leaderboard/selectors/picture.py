"""The boards as Redis holds them, and how they are read.

A board is a sorted set whose scores are all 0, so that Redis keeps its members in the order of
their text: `sort_key:user`, the user's id with leading zeros. A packed integer score would be
the usual way, but 2^53 holds points and milliseconds and no more; a chain of six keys needs over
200 bits, and two scores above 2^53 merge without a word. Here a chain may have any length, and a
shared place is one more than the number of members before `sort_key:` — the user's id behind it
never decides a place.

Per contest and edition: `meta` (hash; absent means there is no picture), `lines` (hash, user →
`version|sort_key|group|payload`; no sort_key for who is not listed), `order*` (everybody) and,
where groups are ranked apart, one `order=GROUP` each.
"""

from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from . import store


class Payload(msgspec.Struct, array_like=True, frozen=True):
    """What a board shows of a line. Points in hundredths; `best` is None where it is not shown."""

    user: int
    name: str
    department: str
    points: int
    elapsed_ms: int
    attempts: int
    best: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureLine:
    """One line. `key` is "" for somebody who is not listed."""

    version: int
    key: str
    group: str
    payload: Payload


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """`lines` in order (empty if none were asked for); `place` and `equals` of the asker's line."""

    updated_at: str
    compared_at: str
    total: int
    lines: list[PictureLine]
    mine: PictureLine | None
    place: int
    equals: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """The names of one edition's keys; the braces keep a contest in one place of a cluster."""

    contest_id: int
    edition: str

    @property
    def base(self) -> str:
        return f"board:{{{self.contest_id}}}:{self.edition}:"

    @property
    def meta(self) -> str:
        return self.base + "meta"

    @property
    def lines(self) -> str:
        return self.base + "lines"

    def order(self, group: str | None = None) -> str:
        return self.base + ("order*" if group is None else "order=" + tag(group))


def tag(group: str) -> str:
    """A group's name without the separators of a line."""
    return quote(group, safe="")


def member(key: str, user: int) -> str:
    return f"{key}:{user:012d}"


_decode = msgspec.json.Decoder(Payload).decode
_encode = msgspec.json.Encoder().encode


def encoded(line: PictureLine) -> str:
    return f"{line.version}|{line.key}|{tag(line.group)}|{_encode(line.payload).decode()}"


def decoded(text: str, group: str = "") -> PictureLine:
    version, key, _tag, payload = text.split("|", 3)
    return PictureLine(version=int(version), key=key, group=group, payload=_decode(payload))


_READ = """
local meta = redis.call('HMGET', KEYS[1], 'updated_at', 'compared_at')
if not meta[1] then return false end
local lines = {}
if tonumber(ARGV[2]) > 0 then
  local people = redis.call('ZRANGE', KEYS[3], 0, ARGV[2] - 1)
  for at, member in ipairs(people) do people[at] = string.match(member, ':0*(%d+)$') end
  if #people > 0 then lines = redis.call('HMGET', KEYS[2], unpack(people)) end
end
local mine = redis.call('HGET', KEYS[2], ARGV[1])
local place, equals = 0, 0
if mine then
  local key, tag = string.match(mine, '^%d+|(%x*)|([^|]*)|')
  if ARGV[3] == '*' or ARGV[3] == '=' .. tag then
    if key ~= '' then
      place = 1 + redis.call('ZLEXCOUNT', KEYS[3], '-', '(' .. key .. ':')
      equals = redis.call('ZLEXCOUNT', KEYS[3], '[' .. key .. ':', '(' .. key .. ';')
    end
  else
    mine = false
  end
end
return {meta[1], meta[2] or '', redis.call('ZCARD', KEYS[3]), lines, mine, place, equals}
"""


def read(keys: Keys, viewer_id: int, *, group: str | None, limit: int) -> Picture | None:
    """The first `limit` lines and the viewer's own; None where there is no picture.

    One round trip, O(log n). Raises RedisAway.
    """
    which = "*" if group is None else "=" + tag(group)
    names = [keys.meta, keys.lines, keys.order(group)]
    answer = store.reading(lambda client: store.script(client, _READ, names, [viewer_id, limit, which]))
    if not answer:
        return None
    updated_at, compared_at, total, lines, mine, place, equals = answer
    return Picture(
        updated_at=updated_at,
        compared_at=compared_at,
        total=total,
        lines=[decoded(text) for text in lines if text],
        mine=decoded(mine) if mine else None,
        place=place,
        equals=equals,
    )


def has_picture(keys: Keys) -> bool:
    """Whether Redis holds the edition. Raises RedisAway."""
    return bool(store.writing(lambda client: client.exists(keys.meta)))


def members(keys: Keys, group: str | None = None) -> list[str]:
    """A whole board's members in order, for comparing. Raises RedisAway."""
    return list(store.writing(lambda client: client.zrange(keys.order(group), 0, -1)))
