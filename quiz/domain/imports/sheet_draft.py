"""A row of a sheet as a draft: stem, options, answer, and every doubt about them."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from quiz.domain.bank_item import BLANK, fact_of

from .draft import BRACKET, Draft, DraftOption, Key
from .grammar.vocabulary import are_verdicts
from .sheet_answers import read_blanks, read_choice, truth_of
from .sheet_cells import audience_of, difficulty_of, labels_stripped, points_of, tags_of, type_of
from .sheet_row import ODD, SheetRow, note_odd_cells

# A gap in brackets; two bare ASCII brackets behind a word are a function's.
_GAP = re.compile(
    r"（[\s_＿]*）|[（(][\s_＿]+[)）]|(?<![A-Za-z0-9_])\(\)|【[\s_＿]*】|\[[\s_＿]+\]|〔[\s_＿]*〕"
)
_LINE = re.compile(r"[_＿]{2,}")
_TOLD = re.compile(r"[（(]\s*([A-Ha-hＡ-Ｈ](?:[\s,，、]*[A-Ha-hＡ-Ｈ])*|[√×✓✗对错])\s*[)）]")


def draft_of(row: SheetRow) -> Draft:
    """The question that a row holds."""
    note_odd_cells(row)
    options = _options(row)
    kind = _kind(row, options)
    stem, told = _stem(row, kind, options)
    kind, key = _key(row, kind, options, stem, told)
    stem = _gaps(row, kind, stem, key)
    _counts(row, kind, options, key)
    keeps_options = kind not in ("judge", "blank")
    return Draft(
        number=row.text("number"),
        type="" if kind in ("unsupported", "choice") else kind,
        stem=stem,
        options=tuple(
            DraftOption(label=chr(65 + place), text=text)
            for place, text in enumerate(options.values())
            if keeps_options
        ),
        key=_levelled(key, options) if kind in ("single", "multi") else key,
        explanation=row.text("explanation"),
        source=row.text("source"),
        topic=_topic(row),
        ext_id=row.text("ext_id"),
        **_smaller(row),  # type: ignore[arg-type]
        issues=tuple(row.issues),
    )


# ── Options and type ──────────────────────────────────────────────────────────


def _options(row: SheetRow) -> dict[str, str]:
    """Texts by the letters of the file, labels inside the cells stripped; a gap between them is told."""
    found = row.option_texts()
    texts = labels_stripped(list(found.values()), list(found))
    options = dict(zip(found, texts, strict=True))
    expected = [chr(65 + place) for place in range(len(options))]
    if list(options) != expected:
        missing = next(letter for letter in expected if letter not in options)
        row.wrong("import_option_gap", f"options.{missing}", blocking=False, letter=missing)
    return options


def _kind(row: SheetRow, options: dict[str, str]) -> str:
    """What the row says it is, else what its section says, else ""."""
    word = row.text("type")
    kind = type_of(word) if word else row.default_type
    if kind == "unsupported":
        row.wrong("import_type_unsupported", "type", value=word or row.default_type)
    elif word and not kind:
        row.wrong("import_type_unknown", "type", blocking=False, value=word)
    if kind in ("", "choice", "single") and _is_truth_pair(options):
        return "judge"
    return kind


def _is_truth_pair(options: dict[str, str]) -> bool:
    return are_verdicts(list(options.values()))


def _counts(row: SheetRow, kind: str, options: dict[str, str], key: Key) -> None:
    if kind in ("single", "multi") and len(options) < 2:
        row.wrong("import_options_few", "options", count=len(options))
    if not key:
        return
    if (kind == "single" and len(key) != 1) or (kind == "multi" and len(key) < 2):
        row.wrong("import_answer_count", "key", count=len(key), value=row.text("key"))


# ── Stem ──────────────────────────────────────────────────────────────────────


def _stem(row: SheetRow, kind: str, options: dict[str, str]) -> tuple[str, str]:
    """The stem, and the answer that stands in its brackets ("" where none does), taken out of it."""
    stem = row.stem()
    if not stem:
        row.wrong("import_stem_missing", "stem")
    for match in _TOLD.finditer(stem):
        told = match[1]
        if truth_of(told) and (kind == "judge" or not (kind or options)):
            return (stem[: match.start()] + stem[match.end() :]).strip(), told
        letters = re.findall("[A-H]", unicodedata.normalize("NFKC", told).upper())
        if letters and letters == sorted(set(letters)) and set(letters) <= options.keys():
            return stem[: match.start()] + BRACKET + stem[match.end() :], told
    return stem, ""


def _gaps(row: SheetRow, kind: str, stem: str, key: Key) -> str:
    """Gaps as the bank writes them: a bracket in a choice, underscores in a blank, none in a statement."""
    if kind == "blank":
        return _with_blanks(row, stem, key)
    if kind == "judge":
        return re.sub(rf"\s*(?:{_GAP.pattern})\s*([。.]?)$", r"\1", stem)
    return _LINE.sub(BRACKET, _GAP.sub(BRACKET, stem))


def _with_blanks(row: SheetRow, stem: str, key: Key) -> str:
    levelled = _LINE.sub(BLANK, stem)
    if BLANK not in levelled:
        levelled = _GAP.sub(BLANK, stem)
    if BLANK not in levelled and stem and len(key) == 1:
        row.wrong("import_blank_added", "stem", blocking=False)
        return f"{stem} {BLANK}"
    return levelled


def _count_of_gaps(stem: str) -> int:
    return len(_LINE.findall(stem)) or len(_GAP.findall(stem))


# ── Answer ────────────────────────────────────────────────────────────────────


def _key(row: SheetRow, kind: str, options: dict[str, str], stem: str, told: str) -> tuple[str, Key]:
    """The type, settled by what the answer is where the file does not say it, and the key."""
    text = _key_text(row, options, told)
    if kind == "unsupported":
        return kind, ""
    if not kind:
        kind = _inferred(text, options, stem)
    if kind == "judge":
        return kind, _truth(row, text, options)
    if kind == "blank":
        return kind, _blanks(row, text, options, stem)
    if not kind:
        row.wrong("import_type_missing", "type")
        return kind, ""
    answer = read_choice(text, options, by_number=row.by_number)
    for doubt in answer.doubts:
        row.say(doubt, "key")
    letters = "".join(answer.letters)
    if kind == "choice":
        kind = "multi" if len(letters) > 1 else "single"
    return kind, letters


def _inferred(text: str, options: dict[str, str], stem: str) -> str:
    if len(options) > 1:
        return "choice"
    if not options and truth_of(text):
        return "judge"
    return "blank" if not options and _count_of_gaps(stem) and text else ""


def _key_text(row: SheetRow, options: dict[str, str], told: str) -> str:
    """What the answer cell says, else the ticked columns, else the stem; two that differ are a fault."""
    cell = row.cell("key")
    text = cell.text
    if cell.kind == "date":
        text = _day_as_numbers(row, text)
    elif cell.kind in ODD:
        row.wrong(ODD[cell.kind], "key", value=text)
    if row.columns.flags and not text:
        text = "".join(_ticked(row, options))
    if not text and told:
        return told
    if text and told and _plain(text) != _plain(told):
        row.wrong("import_answer_twice", "key", value=text, told=told)
    return text


def _plain(text: str) -> str:
    return truth_of(text) or "".join(sorted(re.findall("[A-H]", text.upper())))


def _day_as_numbers(row: SheetRow, text: str) -> str:
    """1-3 became the third of January: a person has to say that it was."""
    day = date.fromisoformat(text[:10])
    row.wrong("import_cell_date", "key", value=text)
    return f"{day.month},{day.day}" if day.month < 9 and day.day < 9 else ""


def _ticked(row: SheetRow, options: dict[str, str]) -> Iterator[str]:
    for label, index in sorted(row.columns.flags.items()):
        text = row.at(index).text
        truth = truth_of(text) if text else "F"
        if not truth:
            row.wrong("import_flag_unread", "key", value=text, letter=label)
        elif truth == "T":
            yield label


def _truth(row: SheetRow, text: str, options: dict[str, str]) -> str:
    if options and not _is_truth_pair(options):
        row.wrong("import_judge_options", "options")
    elif options:
        answer = read_choice(text, options, by_number=row.by_number)
        if len(answer.letters) == 1:
            return truth_of(options[answer.letters[0]])
    truth = truth_of(text)
    if not options and text.strip().upper() in ("A", "B"):
        truth = "T" if text.strip().upper() == "A" else "F"
        row.wrong("import_answer_letter_for_truth", "key", blocking=False, value=text)
    if not truth:
        code = "import_answer_truth" if text else "import_answer_missing"
        row.wrong(code, "key", value=text)
    return truth


def _blanks(row: SheetRow, text: str, options: dict[str, str], stem: str) -> Key:
    """The accepted texts; some tools put them where a choice has its options."""
    gaps = max(1, _count_of_gaps(stem))
    if not text and options:
        row.wrong("import_answers_in_options", "options", blocking=False)
        texts = tuple(options.values())
        if gaps == 1:
            return (texts,)
        if gaps == len(texts):
            return tuple((one,) for one in texts)
        row.wrong("import_answer_blanks", "options", value="、".join(texts), gaps=gaps)
        return ()
    key, doubts = read_blanks(text, gaps, ours=row.columns.is_ours)
    for doubt in doubts:
        row.say(doubt, "key")
    return key


def _levelled(key: Key, options: dict[str, str]) -> Key:
    """Letters of the file as letters of the draft, where columns between them were empty."""
    places = {letter: chr(65 + place) for place, letter in enumerate(options)}
    return "".join(places[letter] for letter in key if isinstance(letter, str))


# ── The rest ──────────────────────────────────────────────────────────────────


def _topic(row: SheetRow) -> str:
    area, topic = row.text("area"), row.text("topic")
    return f"{area}/{topic}" if area and topic else topic or area


def _fact(row: SheetRow) -> str:
    text = row.text("fact")
    if text and not fact_of(text):
        row.wrong("import_cell_fact", "fact", blocking=False, value=text)
    return fact_of(text)


def _smaller(row: SheetRow) -> dict[str, object]:
    difficulty, about_difficulty = difficulty_of(row.text("difficulty"))
    points, about_points = points_of(row.text("points"))
    audience, about_audience = audience_of(row.text("audience"))
    for name, doubts in (
        ("difficulty", about_difficulty),
        ("points", about_points),
        ("audience", about_audience),
    ):
        for doubt in doubts:
            row.say(doubt, name)
    return {
        "difficulty": difficulty,
        "points": points,
        "audience": audience,
        "tags": tags_of(row.text("tags")),
        "fact": _fact(row),
    }
