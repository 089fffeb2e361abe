"""Word documents (.docx)."""

from .draft import SURE, Reading, Upload
from .file_lines import lines_of_answers, lines_of_word
from .grammar.paper import read_paper
from .text_file import reading_of

FORMAT = "word"


def read_word(upload: Upload, answers: Upload | None = None) -> Reading:
    """The questions of a document; `answers`: a file of its own with the keys.

    RuleBroken (400) for what is no Word file, is of the old kind, locked, broken or too big.
    """
    lines, issues, _ = lines_of_word(upload)
    keys, key_issues, certainty = lines_of_answers(answers)
    paper = read_paper(lines, keys)
    return reading_of(
        paper, FORMAT, issues=(*issues, *key_issues, *paper.issues), certainty=min(SURE, certainty)
    )
