"""No address is swallowed by another that is tried before it."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, resolve

# What stands in for each kind of argument: not a word that is an address of its own.
_EXAMPLES = {"int": "7", "str": "0101-abc", "slug": "0101-abc", "path": "0101-abc"}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, text)
        elif not text.startswith("admin/") and "^" not in text:
            yield text, one


def test_every_address_leads_to_its_own_page():
    found = list(addresses(get_resolver().url_patterns))
    assert len(found) > 200
    for text, pattern in found:
        path = "/" + re.sub(r"<(\w+):\w+>", lambda match: _EXAMPLES[match[1]], text)
        assert resolve(path).func is pattern.callback, path
