"""Moodle's XML: <quiz> with <question type="…">, categories between them."""

from accounts.domain.problems import RuleBroken

from .bounds import bounded
from .draft import Draft, Reading, Unread, Upload
from .labels import topic_of_path
from .moodle_question import READERS, text_of
from .xml_tree import Document, Node, parse_xml

_UNSUPPORTED = {
    "matching": "matching",
    "match": "matching",
    "randomsamatch": "matching",
    "essay": "essay",
    "essayautograde": "essay",
    "description": "description",
    "cloze": "cloze",
    "multianswer": "cloze",
    "calculated": "calculated",
    "calculatedsimple": "calculated",
    "calculatedmulti": "calculated",
    "ddwtos": "dragging",
    "gapselect": "dragging",
    "ddimageortext": "dragging",
    "ddmarker": "hotspot",
    "ordering": "dragging",
    "random": "random",
}


def read_moodle_xml(upload: Upload) -> Reading:
    document = parse_xml(upload.content)
    drafts, unread, topic = [], [], ""
    for node in bounded(_questions(document.root)):
        if node.get("type").lower() == "category":
            topic = topic_of_path(_category(node))
            continue
        found = _read(node, topic, document)
        if isinstance(found, Draft):
            drafts.append(found)
        else:
            unread.append(found)
    return Reading(format="moodle_xml", drafts=tuple(drafts), unread=tuple(unread))


def _questions(root: Node) -> list[Node]:
    if root.name == "question":
        return [root]
    if root.name == "questestinterop":
        raise RuleBroken("import_qti12", status=400)
    if root.name != "quiz":
        raise RuleBroken("import_not_moodle_xml", status=400, name=root.name)
    return root.all("question")


def _category(node: Node) -> str:
    category = node.first("category")
    return text_of(category).strip() if category else ""


def _read(node: Node, topic: str, document: Document) -> Draft | Unread:
    kind = node.get("type").lower()
    read = READERS.get(kind)
    draft = read(node, topic, document.excerpt(node)) if read else None
    if draft is not None:
        return draft
    return Unread(
        line=node.line,
        text=document.excerpt(node),
        code=f"import_unsupported_{_UNSUPPORTED.get(kind, 'other')}",
    )
