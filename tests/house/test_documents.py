"""What the project promises in writing: settings, addresses, commands; and what must not stand there."""

import ast
import re

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from .code import ROOT, files

SETTINGS = ROOT / "docs" / "settings.md"
ROUTES = ROOT / "docs" / "routes.md"
READERS = {"str", "_flag", "_number", "_secret"}


def environment_names() -> set[str]:
    """Every variable that config/env.py reads: the first argument of its readers."""
    tree = ast.parse((ROOT / "config" / "env.py").read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            reader = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if reader in READERS and isinstance(node.args[0].value, str):
                names.add(node.args[0].value)
    return names


def test_every_setting_is_documented_and_no_other():
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == environment_names()
    assert {"PORT", "DATA_DIR", "DATABASE_URL", "REDIS_URL"} <= documented


def test_only_one_file_reads_the_environment():
    readers = re.compile(r"os\.(environ|getenv)")
    allowed = {
        "config/env.py",
        "config/supervisor.py",
        "config/site.py",
        "config/wsgi.py",
        "config/celery.py",
    }
    # Handing the whole environment on to a child reads nothing from it.
    allowed |= {
        "accounts/services/backup/postgresql.py",
        "config/prepare.py",
        "quiz/rehearsal/servers.py",
        "manage.py",
    }
    wrong = [
        str(path.relative_to(ROOT))
        for path in files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] not in ("tests", "benchmarks")
        and str(path.relative_to(ROOT)) not in allowed
        and readers.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> list[str]:
    """Every address of the site as Django writes it."""
    found = []
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        found += routes(pattern.url_patterns, here) if isinstance(pattern, URLResolver) else [here]
    return found


def test_every_address_is_documented():
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    in_schema = {re.sub(r"{[^}]*}", "{}", path) for path in schema["paths"]}
    documented = set(re.findall(r"`(/[^`]*)`", ROUTES.read_text(encoding="utf-8")))
    missing = [
        route
        for route in routes(get_resolver().url_patterns)
        if not route.startswith("/admin/")
        and route not in documented
        and re.sub(r"<[^>]*>", "{}", route) not in in_schema
    ]
    assert missing == []


def test_no_documented_address_is_gone():
    there = set(routes(get_resolver().url_patterns))
    documented = set(re.findall(r"^\| `(/[^`]*)` \|", ROUTES.read_text(encoding="utf-8"), re.MULTILINE))
    assert sorted(documented - there - {"/admin/"}) == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_readme_names_both_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in text and "make test" in text


def test_commands_can_be_copied():
    """Whoever copies `manage.py …` needs the environment's own Python in front of it."""
    bare = re.compile(r"^.*(?<!\.venv/bin/python )(?<![\w/])manage\.py(?= [a-z]).*$", re.MULTILINE)
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files()
        if path.suffix == ".md"
        for line in bare.findall(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_make_knows_its_own_words():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):(?!=)", text, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony and set(phony[1].split()) == targets


def test_no_path_of_one_machine_and_no_package_index():
    paths = "|".join(["work", "root", "farm"])
    hosts = "|".join([r"py" + r"pi\.org", "python" + "hosted", "index" + "-url", r"/opt/py" + "pi"])
    leak = re.compile(rf"(^|[^A-Za-z0-9_])/({paths})/|{hosts}", re.MULTILINE)
    wrong = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.relative_to(ROOT)}: {match.group()}" for match in leak.finditer(text)]
    assert wrong == []
