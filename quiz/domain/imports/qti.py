"""QTI 2.1, 2.2 and 3.0: one item, or a zip package of them."""

from collections.abc import Iterator
from dataclasses import replace

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import is_zip

from .draft import Draft, Issue, Reading, Unread, Upload
from .qti_item import Item, unsupported_kind
from .qti_package import Listed, Package, is_old, listed_items, qti_name, resolved
from .qti_text import plain
from .xml_tree import Document, Node, inner_html, parse_xml

# What makes one file unreadable and leaves the others be.
_OF_ONE_FILE = {
    "import_xml_broken": "import_qti_file_broken",
    "import_xml_entities": "import_xml_entities",
    "import_not_text": "import_qti_file_broken",
}


def read_qti(upload: Upload) -> Reading:
    if is_zip(upload.content):
        return _read_package(Package(upload.content))
    document = parse_xml(upload.content, plain_names=qti_name)
    _refuse_other_roots(document.root)
    found = _read_item(document)
    if isinstance(found, Draft):
        return Reading(format="qti", drafts=(found,))
    return Reading(format="qti", unread=(found,))


def _refuse_other_roots(root: Node) -> None:
    if root.name == "assessmentitem":
        return
    if root.name in ("questestinterop", "item"):
        raise RuleBroken("import_qti12", status=400)
    if root.name in ("manifest", "assessmenttest", "assessmentsection"):
        raise RuleBroken("import_qti_without_items", status=400)
    raise RuleBroken("import_not_qti", status=400, name=root.name)


def _read_item(
    document: Document, package: Package | None = None, listed: Listed | None = None
) -> Draft | Unread:
    kind = unsupported_kind(document.root)
    if kind:
        return Unread(
            line=document.root.line,
            text=document.excerpt(document.root),
            code=f"import_unsupported_{kind}",
        )
    if package is None or listed is None:
        return Item(document, lambda name: None, stimulus=_stimulus(document.root)).draft()
    item = Item(
        document,
        lambda name: package.beside(listed.path, name),
        stimulus=_stimulus(document.root, package, listed.path),
    )
    return item.draft(listed.tags, listed.identifier)


def _stimulus(root: Node, package: Package | None = None, path: str = "") -> str | None:
    """The HTML of the material that the item shares with others, "" where there is none, None where it is
    not to be had."""
    references = root.all("assessmentstimulusref")
    texts = [_stimulus_text(one, package, path) for one in references]
    return None if None in texts else "".join(f"<div>{text}</div>" for text in texts)


def _stimulus_text(reference: Node, package: Package | None, path: str) -> str | None:
    document = package.xml(resolved(path, reference.get("href"))) if package else None
    body = document.root.first("stimulusbody") if document else None
    return inner_html(body, plain) if body else None


def _read_package(package: Package) -> Reading:
    drafts: list[Draft] = []
    unread: list[Unread] = []
    issues: list[Issue] = []
    for listed in _listed(package, issues):
        found = _read_file(package, listed)
        if isinstance(found, Draft):
            drafts.append(found)
        elif found:
            unread.append(found)
    if not drafts and unread and all(one.code == "import_qti12" for one in unread):
        raise RuleBroken("import_qti12", status=400)
    if not drafts and not unread:
        raise RuleBroken("import_qti_without_items", status=400)
    return Reading(format="qti", drafts=tuple(drafts), issues=tuple(issues), unread=tuple(unread))


def _listed(package: Package, issues: list[Issue]) -> Iterator[Listed]:
    """The items in the manifest's order, then what other XML the package has."""
    manifest = package.xml(package.manifest) if package.manifest else None
    if manifest is None:
        issues.append(Issue(code="import_qti_no_manifest"))
    elif is_old(manifest.root):
        raise RuleBroken("import_qti12", status=400)
    listed = list(listed_items(package.manifest, manifest.root)) if manifest else []
    yield from listed
    known = {one.path for one in listed} | {package.manifest}
    for name in package.names:
        if name not in known and name.lower().endswith(".xml"):
            yield Listed(path=name)


def _read_file(package: Package, listed: Listed) -> Draft | Unread | None:
    """A file's item; None for a file that is none and was not said to be one."""
    try:
        document = package.xml(listed.path)
    except RuleBroken as broken:
        if broken.code not in _OF_ONE_FILE:
            raise
        line = broken.values.get("line", 1)
        return Unread(line=line, text=listed.path, code=_OF_ONE_FILE[broken.code])
    if document is None:
        return Unread(line=0, text=listed.path, code="import_qti_file_missing")
    if document.root.name == "questestinterop":
        return Unread(line=1, text=listed.path, code="import_qti12")
    if document.root.name != "assessmentitem":
        return None
    found = _read_item(document, package, listed)
    return replace(found, section=listed.path) if isinstance(found, Draft) else found
