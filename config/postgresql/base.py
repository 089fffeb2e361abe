import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the kept connection may serve another request.

        Django asks the server before each request, which costs as much as a query. A connection that
        the server has closed has something to read (its end); one that rests quietly has nothing.
        """
        if self.connection is None or self.connection.closed:
            return False
        return (not self.errors_occurred and _is_quiet(self.connection.fileno())) or super().is_usable()

    def prepared_cursor(self) -> Any:
        """A cursor whose statements the server plans once per connection and then only runs."""
        if self.queries_logged:  # the ordinary cursor alone can say what it ran
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore


def _is_quiet(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return not poll.poll(0)
