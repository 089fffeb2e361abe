"""Floors, doors, rooms, circles, sizes: the architecture as the README draws it."""

import re

from .code import FLOORS, files, functions, imports, modules, room_of

# Words by code: what an app calls things, in the reader's language.
WORDS = {"messages", "sheet_labels", "bank_words", "option_words"}
# What an app shows to the floors above it.
DOORS = {"domain", "models", "selectors", "events", "access", *WORDS}
# Equipment that the ground floor lends to everybody.
SHARED = {
    "accounts.api.fast",
    "accounts.doorbell",
    "accounts.management.file_command",
    "accounts.prepared",
    "accounts.services.audit",
    "accounts.services.registration",
    "accounts.services.sheets",
    "accounts.templatetags.ui",
    "accounts.web.back",
    "accounts.web.display",
    "accounts.web.errors",
    "accounts.web.files",
    "accounts.web.guards",
    "accounts.web.lockout",
    "accounts.web.own_slip",
    "accounts.web.qr",
    "accounts.web.request",
}
# What each room may import of its own app; the other rooms are glue and may import all.
ROOMS = {
    "domain": {"domain"},
    "models": {"domain", "models"},
    "selectors": {"domain", "models", "selectors"},
    "access": {"domain", "models", "selectors"},
    "services": {
        "domain",
        "models",
        "selectors",
        "access",
        "services",
        "tasks",
        "events",
        "messages",
        "doorbell",
    },
    "tasks": {"services", "tasks"},
    "api": {"domain", "models", "selectors", "access", "services", "api", "web", *WORDS},
    "web": {"domain", "models", "selectors", "access", "services", "web", *WORDS},
}
# Programs of their own that happen to live in an app: simulated people who speak HTTP.
PROGRAMS = {"rehearsal"}
FRAMEWORKS = {"django", "rest_framework", "celery", "kombu", "redis", "config"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TASK = 350, 60, 10


def test_an_app_imports_only_downward():
    wrong = [
        f"{module.where}:{one.line} imports {one.target}"
        for module in modules().values()
        for one in imports(module)
        if one.target.partition(".")[0] in FLOORS
        and FLOORS.index(one.target.partition(".")[0]) > FLOORS.index(module.app)
    ]
    assert wrong == []


def test_other_apps_are_entered_by_their_doors():
    wrong = [
        f"{module.where}:{one.line} imports {one.target}"
        for module in modules().values()
        for one in imports(module)
        if one.target.partition(".")[0] in FLOORS
        and one.target.partition(".")[0] != module.app
        and module.app != "config"
        and room_of(one.target) not in DOORS
        and one.target not in SHARED
    ]
    assert wrong == []


def test_rooms_import_what_their_table_says():
    wrong = [
        f"{module.where}:{one.line} imports {one.target}"
        for module in modules().values()
        for one in imports(module)
        if module.room in ROOMS
        and one.target.partition(".")[0] == module.app != "config"
        and room_of(one.target)
        and room_of(one.target) not in ROOMS[module.room] | PROGRAMS
        and one.target not in SHARED
    ]
    assert wrong == []


def test_the_domain_knows_no_framework():
    wrong = [
        f"{module.where}:{one.line} imports {one.target}"
        for module in modules().values()
        for one in imports(module)
        if module.room == "domain" and one.target.partition(".")[0] in FRAMEWORKS
    ]
    assert wrong == []


def test_no_circles():
    """Depth first over imports inside one project; a module that is met on its own way is a circle."""
    graph = {
        name: sorted({one.target for one in imports(module)} & modules().keys() - {name})
        for name, module in modules().items()
    }
    done: set[str] = set()
    circles: list[str] = []

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circles.append(" → ".join((*way[way.index(name) :], name)))
        elif name not in done:
            for target in graph[name]:
                visit(target, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())
    assert circles == []


def test_files_and_functions_stay_short():
    product = list(modules().values())
    long_files = [
        f"{module.where}: {count} lines"
        for module in product
        if (count := len(module.path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    long_functions = [
        f"{module.where}:{one.lineno} {one.name}: {count} lines"
        for module in product
        for one in functions(module.tree)
        if (count := (one.end_lineno or one.lineno) - one.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long_files + long_functions == []


def test_a_task_holds_one_line_of_meaning():
    long = [
        f"{module.where}:{one.lineno} {one.name}"
        for module in modules().values()
        if module.room == "tasks"
        for one in functions(module.tree)
        if (one.end_lineno or one.lineno) - one.lineno + 1 > LONGEST_TASK
    ]
    assert long == []


def test_no_rooms_without_a_meaning():
    vague = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert [str(path) for path in files() if path.name in vague] == []


def test_a_day_is_a_local_day():
    """An instant is kept in UTC: its own `.date()` is yesterday until eight o'clock in the morning."""
    wrong = [
        f"{module.where}:{number}"
        for module in modules().values()
        for number, line in enumerate(module.path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\bnow(\(\))?\.date\(\)", line)
    ]
    assert wrong == []
