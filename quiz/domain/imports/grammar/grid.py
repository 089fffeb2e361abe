"""Tables with a row of names above them, one question a row: pasted from a sheet or drawn in a document."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .blocks import Block
from .key_lines import is_ruler
from .lines import LONGEST_LINE, Line
from .marked import Marked, join
from .vocabulary import FIELDS, LETTERS, STEM_NAMES, type_of

_CELLS = "\t"
_NAMES = {name: re.compile(rf"(?:{words})(?:[（(].*[)）])?", re.IGNORECASE) for name, words in FIELDS.items()}
_STEM = re.compile(rf"(?:试题)?(?:{STEM_NAMES})(?:[（(].*[)）])?|题目\s*描述|题面", re.IGNORECASE)
_NUMBER = re.compile(r"序\s*号|题\s*号|编\s*号|No\.?", re.IGNORECASE)
_ALL_OPTIONS = re.compile(
    r"(?:备选|可选|所有)?(?:选项|答案选项|备选答案)(?:内容)?(?:[（(].*[)）])?|options?", re.IGNORECASE
)
_OPTION = re.compile(
    r"(?:选项|答案|option)?\s*[（(]?([A-N]|\d{1,2}|[一二三四五六七八])[)）]?\s*(?:选项)?", re.IGNORECASE
)
_BAR = re.compile(r"[ \t]*\|[ \t]*")
_PAIRS = re.compile(r"\s*(?:\||\$;\$|[;；]|\n)\s*")
_FIELD_WORDS = {
    "key": "答案：",
    "explanation": "解析：",
    "source": "出处：",
    "difficulty": "难度：",
    "topic": "知识点：",
    "points": "分值：",
    "tags": "标签：",
    "audience": "人群：",
    "type": "题型：",
    "ext_id": "编号：",
    "note": "备注：",
}


def columns_of(cells: Sequence[str]) -> dict[int, str]:
    """What each column of a table holds, by the names in its first row; {} where it is no such row."""
    named: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = name_of(cell.strip())
        if name and name not in named.values():
            named[place] = name
    holds = set(named.values())
    is_table = "stem" in holds and (holds & {"key", "options", "A", "type"}) and len(holds) >= 2
    return named if is_table else {}


def take_grids(lines: Sequence[Line]) -> tuple[list[Line], list[Block]]:
    """The lines outside of such tables, and the questions in them."""
    rest: list[Line] = []
    blocks: list[Block] = []
    columns: dict[int, str] = {}
    for original in lines:
        line = _without_bars(original)
        cells = line.plain.split(_CELLS)
        named = columns_of(cells) if len(cells) > 1 else {}
        if named:
            columns = named
        elif columns and is_ruler(original.plain):
            continue
        elif columns and len(cells) > 1 and _is_row(cells, columns):
            blocks.append(_block(line, columns))
        elif not line.is_empty:
            columns = {}
            rest.append(original)
        elif not columns:
            rest.append(original)
    return rest, blocks


def _without_bars(line: Line) -> Line:
    """ "| 题目 | A |" with tabs between its cells."""
    text = line.plain.strip()
    if len(text) > LONGEST_LINE or not (text.startswith("|") and text.endswith("|") and text.count("|") > 2):
        return line
    return replace(line, text=line.text.strip(" \t|").sub(_BAR, _CELLS))


def name_of(cell: str) -> str:
    """What a cell names: a field, "stem", "options", "number", the letter of an option; "" for nothing."""
    bare = cell.strip(" *\u3000：:【】[]")
    if not bare or len(bare) > 30:
        return ""
    if _STEM.fullmatch(bare):
        return "stem"
    if _ALL_OPTIONS.fullmatch(bare):
        return "options"
    option = _OPTION.fullmatch(bare)
    if option:
        return _letter(option[1])
    found = next((name for name, pattern in _NAMES.items() if pattern.fullmatch(bare)), "")
    return "number" if found in ("", "ext_id") and _NUMBER.fullmatch(bare) else found


def _letter(written: str) -> str:
    if written.isdigit():
        return LETTERS[int(written) - 1] if 1 <= int(written) <= len(LETTERS) else ""
    han = "一二三四五六七八".find(written)
    return LETTERS[han] if han >= 0 else written.upper()


def _is_row(cells: Sequence[str], columns: dict[int, str]) -> bool:
    """Whether a line of a table has a stem where the others have theirs."""
    place = next(place for place, name in columns.items() if name == "stem")
    return place < len(cells) and bool(cells[place].strip())


def _block(line: Line, columns: dict[int, str]) -> Block:
    """A row as the lines of a question."""
    cells = {columns[place]: cell for place, cell in enumerate(_cells(line.text)) if place in columns}
    lines = [cells.pop("stem")]
    number = cells.pop("number", Marked("")).text.strip()
    letters = sorted(name for name in cells if name in LETTERS)
    lines += [join([Marked(f"{name}. "), cells[name]]) for name in letters if cells[name].text.strip()]
    if not letters and "options" in cells:
        lines += _options(cells["options"])
    lines += [
        join([Marked(word), cells[name]])
        for name, word in _FIELD_WORDS.items()
        if name in cells and cells[name].text.strip()
    ]
    block = Block(label=number)
    block.value = int(number) if number.isdigit() else 0
    block.lines = [
        Line(number=line.number, text=text, raw=line.raw, pictures=() if place else line.pictures)
        for place, text in enumerate(lines)
        for text in _split(text)
    ]
    return block


def _cells(text: Marked) -> list[Marked]:
    cells, at = [], 0
    for cell in text.text.split(_CELLS):
        cells.append(text[at : at + len(cell)].strip())
        at += len(cell) + 1
    return cells


def _split(text: Marked) -> list[Marked]:
    pieces, at = [], 0
    for piece in text.text.split("\n"):
        pieces.append(text[at : at + len(piece)])
        at += len(piece) + 1
    return pieces


def _options(cell: Marked) -> list[Marked]:
    """Options in one cell: with their letters, or parted by a sign."""
    if re.match(r"\s*[（(]?A\s*[)）.．、:：]", cell.text):
        bare = re.sub(r"\s*[|;；]\s*(?=[（(]?[B-N]\s*[)）.．、:：])", "\n", cell.text)
        return [Marked(bare)] if bare != cell.text else [cell]
    pieces = [piece for piece in _PAIRS.split(cell.text) if piece.strip()]
    return [Marked(f"{letter}. {piece}") for letter, piece in zip(LETTERS, pieces, strict=False)]


def is_typed(text: str) -> bool:
    """Whether a cell names a type of question."""
    return bool(type_of(text))
