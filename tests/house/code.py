"""Reads the project's own source: files, modules, imports (also those inside functions)."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Lower floors first; an app imports only from floors below its own.
FLOORS = ("accounts", "quiz", "learning", "leaderboard", "config")


@dataclass(frozen=True, kw_only=True)
class Import:
    """`target` is the dotted module that is imported, a project module or a foreign one."""

    target: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Module:
    name: str
    path: Path
    tree: ast.Module

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        return room_of(self.name)

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))


def room_of(name: str) -> str:
    """The room of a dotted module name: "quiz.domain.paper" → "domain"."""
    return [*name.split("."), ""][1]


@cache
def files() -> tuple[Path, ...]:
    """Every file that is tracked, or would be if it were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(path for path in (ROOT / name for name in sorted(set(names)) if name) if path.is_file())


@cache
def modules() -> dict[str, Module]:
    """The modules of the apps and of config, by name; migrations are left out."""
    found = {}
    for path in files():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if path.suffix == ".py" and parts[0] in FLOORS and "migrations" not in parts:
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name=name, path=path, tree=ast.parse(path.read_text(encoding="utf-8")))
    return found


def imports(module: Module) -> Iterator[Import]:
    """What a module imports, wherever the statement stands; not what only type checkers see."""
    hidden = {id(node) for block in ast.walk(module.tree) if _is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(module.tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (Import(target=_known(alias.name), line=node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            for alias in node.names:
                yield Import(target=_known(f"{base}.{alias.name}"), line=node.lineno)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _base(module: Module, node: ast.ImportFrom) -> str:
    """The absolute name of what stands between "from" and "import"."""
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.path.name == "__init__.py" else module.name.split(".")[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def _known(name: str) -> str:
    """The module that a dotted name lies in: a project module where there is one."""
    candidate = name
    while candidate and candidate not in modules():
        candidate = candidate.rpartition(".")[0]
    return candidate or name


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
