"""The API's own description: complete, valid, and shown from our own host."""

import re

import pytest
import yaml
from django.urls import get_resolver

pytestmark = pytest.mark.django_db


def described(client) -> dict:
    return yaml.safe_load(client.get("/api/schema").content)


def routed() -> set[str]:
    """Every API path as the document writes it, without the names of its arguments."""
    found = set()
    for resolver in get_resolver().url_patterns:
        if str(resolver.pattern) == "api/v1/":
            found |= {"/api/v1/" + str(entry.pattern) for entry in resolver.url_patterns}
    return {re.sub(r"<[^>]*>", "{}", path) for path in found}


def test_every_endpoint_is_described(client):
    paths = {re.sub(r"\{[^}]*\}", "{}", path) for path in described(client)["paths"]}
    assert routed() - paths == set()


def test_every_operation_has_a_name_of_its_own_and_a_summary(client):
    operations = [one for path in described(client)["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names)) >= 10
    assert all(one.get("summary") for one in operations)


def test_every_reference_leads_somewhere(client):
    document = described(client)
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(re.findall(r"#/components/schemas/\w+", str(document))) <= known


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(client):
    body = client.get("/api/docs").content.decode()
    assert "<style" not in body
    assert re.findall(r"<script(?![^>]*\bsrc=\"/)", body) == []
    assert re.findall(r"(?:src|href)=\"(?!/)", body) == []
