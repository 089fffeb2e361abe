import select

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


def _is_quiet(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return not poll.poll(0)
