"""Who sent a request: the session and its person in one statement, where Django makes two queries.

Only the common case is here. Whatever is unusual (no such session, another backend, a signature
that does not fit) is left to Django's own way.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.prepared import prepared_cursor
from accounts.selectors import without_roles

_MOST_KEPT = 20_000


class _Seen(NamedTuple):
    """A session's text as it was stored when it was last decoded, and whose it is."""

    stored: str
    user_id: int
    auth_hash: str


_seen: dict[str, _Seen] = {}
_FIELDS = User._meta.concrete_fields
_NAMES = [field.attname for field in _FIELDS]
_READ = f"""
SELECT s.session_data, EXISTS (SELECT 1 FROM accounts_rolegrant g WHERE g.user_id = u.id),
{", ".join(f"u.{field.column}" for field in _FIELDS)}
FROM django_session s LEFT JOIN accounts_user u ON u.id = %s
WHERE s.session_key = %s AND s.expire_date > %s
"""  # noqa: S608 - our own column names


def person_of(request: HttpRequest) -> User | None:
    """The active person of the request's session; None leaves the question to Django.

    Whose session it is is remembered, so that both rows come at once. What is remembered counts only
    while the stored text is the same: a logout, a new password or a lock holds from the next request on.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    seen = _seen.get(key)
    row = _read(key, seen.user_id if seen else 0)
    if row is None:
        return None
    stored, has_roles, *columns = row
    if seen is not None and seen.stored == stored:
        user = _as_user(columns, bool(has_roles)) if columns[0] is not None else None
    else:
        seen = _remember(key, stored)
        user = User.objects.filter(pk=seen.user_id).first() if seen else None
    return user if seen and user and _is_valid(user, seen) else None


def _read(key: str, user_id: int) -> Sequence[Any] | None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with prepared_cursor() as cursor:
        cursor.execute(_READ, [user_id, key, now])
        return cursor.fetchone()


def _remember(key: str, stored: str) -> _Seen | None:
    """Decode a session's text; None where nobody is logged in with it, or not by a password."""
    session = SessionStore().decode(stored)
    if session.get(BACKEND_SESSION_KEY) != settings.LOGIN_BACKEND:
        return None
    if len(_seen) >= _MOST_KEPT:
        _seen.clear()
    _seen[key] = _Seen(stored, int(session[SESSION_KEY]), session.get(HASH_SESSION_KEY, ""))
    return _seen[key]


def _is_valid(user: User, seen: _Seen) -> bool:
    return user.is_active and constant_time_compare(seen.auth_hash, user.get_session_auth_hash())


def _as_user(values: list[Any], has_roles: bool) -> User:
    for index, expression, converters in _converters():
        for convert in converters:
            values[index] = convert(values[index], expression, connection)
    user = User.from_db(connection.alias, _NAMES, values)
    if not has_roles:
        without_roles(user)
    return user


@cache
def _converters() -> list[tuple[int, Any, list[Any]]]:
    """What makes Python values of the database's, by column: nothing on PostgreSQL, a few on SQLite."""
    found = []
    for index, field in enumerate(_FIELDS):
        expression = field.get_col("u")
        converters = connection.ops.get_db_converters(expression) + field.get_db_converters(connection)
        if converters:
            found.append((index, expression, converters))
    return found
