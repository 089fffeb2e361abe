"""A cursor for the few statements that run with every answer."""

from typing import Any

from django.db import connection


def prepared_cursor() -> Any:
    """On PostgreSQL the server plans each statement once per connection; elsewhere an ordinary cursor.

    The server types parameters by themselves: a text that is to be anything else needs a cast.
    """
    prepared = getattr(connection, "prepared_cursor", None)
    return connection.cursor() if prepared is None else prepared()
