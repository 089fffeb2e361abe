"""Every sentence that a person reads can be translated, and is."""

import ast
import gettext
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.web.desk_words import ACTIONS

from .code import ROOT, Module, files, modules

CHINESE = re.compile(r"[\u3400-\u9fff]")
GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
}
# Chinese that is data, not wording: what is read or written as it is in any language.
DATA: dict[str, str] = {
    "config/styleguide.py": "sample content of the developers' style guide",
    "config/serve.py": "the product's name",
    "config/site.py": "the product's name",
    "config/prepare.py": "the product's name",
    "config/settings.py": "the product's name",
    "quiz/rehearsal/person.py": "what simulated people type into blanks",
    "static/js/aloud.js": "how Chinese says signs and units",
    "templates/styleguide.html": "sample content of the developers' style guide",
    "templates/components/seal.html": "the product's name",
    "templates/parts/language_switch.html": "a language's own name for itself",
}
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"


def untranslated(module: Module) -> Iterator[str]:
    """Chinese literals outside gettext calls and docstrings."""
    fine: set[int] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node.func) in GETTEXT:
            fine.update(id(inner) for inner in ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            fine.add(id(node.value))
    for node in ast.walk(module.tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and CHINESE.search(text) and id(node) not in fine:
            yield f"{module.where}:{node.lineno} {text[:30]}"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_python_wraps_its_chinese():
    wrong = [
        line
        for module in modules().values()
        if module.room != "domain" and module.where not in DATA
        for line in untranslated(module)
    ]
    assert wrong == []


def recorded_of_contests(module: Module) -> Iterator[str]:
    """Actions that a module writes into the trail of a contest."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node.func) == "record" and len(node.args) > 2:
            action, subject = node.args[1:3]
            begins = subject.values[0] if isinstance(subject, ast.JoinedStr) else subject
            is_of_contest = isinstance(begins, ast.Constant) and str(begins.value).startswith("contest:")
            if is_of_contest and isinstance(action, ast.Constant):
                yield str(action.value)


def test_the_log_of_a_contest_has_words_for_everything():
    actions = {action for module in modules().values() for action in recorded_of_contests(module)}
    assert len(actions) > 20 and actions <= ACTIONS.keys(), actions - ACTIONS.keys()


def test_nothing_is_excused_that_does_not_exist():
    assert [path for path in DATA if not (ROOT / path).exists()] == []


TRANSLATED = re.compile(
    r"{%\s*comment.*?endcomment\s*%}"
    r"|{#.*?#}"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*').*?%}"
    r"|\b_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)


def test_templates_wrap_their_chinese():
    wrong = []
    for path in files():
        is_template = path.suffix in (".html", ".txt", ".svg") and "templates" in path.parts
        if not is_template or str(path.relative_to(ROOT)) in DATA:
            continue
        text = TRANSLATED.sub(
            lambda match: "\n" * match.group().count("\n"), path.read_text(encoding="utf-8")
        )
        rows = enumerate(text.splitlines(), start=1)
        wrong += [
            f"{path.relative_to(ROOT)}:{row} {line.strip()[:40]}"
            for row, line in rows
            if CHINESE.search(line)
        ]
    assert wrong == []


def test_scripts_carry_no_words():
    """What a script says comes from the page, where it is translated."""
    wrong = []
    for path in files():
        if path.suffix == ".js" and str(path.relative_to(ROOT)) not in DATA:
            text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            wrong += [
                f"{path.relative_to(ROOT)}: {line.strip()[:40]}"
                for line in text.splitlines()
                if CHINESE.search(line)
            ]
    assert wrong == []


@pytest.fixture(scope="module")
def fresh_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English catalogue with every string that the source has today."""
    copy = tmp_path_factory.mktemp("words")
    for path in files():
        relative = path.relative_to(ROOT)
        if path.suffix in (".py", ".html", ".txt", ".po") and relative.parts[0] not in (
            "tests",
            "docs",
            "content",
        ):
            (copy / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy / relative)
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-obsolete", "--no-location"]
    subprocess.run([*command, "-e", "html,txt,py"], cwd=copy, check=True, capture_output=True)
    return copy / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_the_english_catalogue_is_complete(fresh_catalogue):
    assert CATALOGUE.exists(), "locale/en is missing: manage.py makemessages -l en"
    command = ["msgfmt", "--check", "--statistics", "-o", "-", str(fresh_catalogue)]
    ended = subprocess.run(
        command, capture_output=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, check=False
    )
    said = ended.stderr.decode()
    assert ended.returncode == 0 and "untranslated" not in said and "fuzzy" not in said, said


# Chinese that an English sentence quotes: in quotation marks or brackets, or as an example.
QUOTED = re.compile(r"“[^”]*”|\([^)]*\)|（　　）|简体中文|局机关/办公室|张小三|张\*三|二氧化碳")
# Placeholders for Python and for scripts, and tags.
FRAME = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w[^>]*>")


def test_english_keeps_the_frame_and_says_no_chinese():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        words = dict(gettext.GNUTranslations(file)._catalog)
    wrong = []
    for key, said in words.items():
        source = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
        keeps_frame = sorted(FRAME.findall(source)) == sorted(FRAME.findall(said))
        if source and (not keeps_frame or CHINESE.search(QUOTED.sub("", said))):
            wrong.append(f"{source} → {said}")
    assert wrong == []


def test_the_compiled_catalogue_is_up_to_date(tmp_path):
    compiled = CATALOGUE.with_suffix(".mo")
    assert compiled.exists(), "locale/en is not compiled: manage.py compilemessages -l en"
    anew = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "-o", str(anew), str(CATALOGUE)], check=True)
    assert _words(anew) == _words(compiled)


def _words(path: Path) -> dict[object, str]:
    with path.open("rb") as file:
        words = dict(gettext.GNUTranslations(file)._catalog)
    return {key: value for key, value in words.items() if key}
