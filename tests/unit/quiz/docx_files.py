"""Word files for tests, put together by hand: whatever a word processor may write, and nothing else."""

import io
import zipfile
from collections.abc import Mapping

from quiz.domain.imports.draft import Reading, Upload
from quiz.domain.imports.word_file import read_word

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f"
    "0300050001ff8a1d2c520000000049454e44ae426082"
)


def docx(
    body: str,
    *,
    numbering: str = "",
    styles: str = "",
    notes: str = "",
    media: Mapping[str, bytes] | None = None,
    relations: str = "",
) -> bytes:
    """A document; `media` by relationship id is stored as word/media/<id>.png."""
    media = media or {}
    known = "".join(
        f'<Relationship Id="{kind}" Type="{_KIND}/{kind}" Target="{kind}.xml"/>'
        for kind in ("numbering", "styles", "footnotes")
    )
    pictures = "".join(
        f'<Relationship Id="{name}" Type="{_KIND}/image" Target="media/{name}.png"/>' for name in media
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="m" '
        f'Type="{_KIND}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f"<Relationships {_RELATIONS}>{known}{pictures}{relations}"
        "</Relationships>",
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {_SPACES}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {_SPACES}>{styles}</w:styles>",
        "word/footnotes.xml": f"<w:footnotes {_SPACES}>{notes}</w:footnotes>",
        **{f"word/media/{name}.png": data for name, data in media.items()},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def run(text: str, settings: str = "") -> str:
    return f'<w:r>{_settings(settings)}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*pieces: str, settings: str = "") -> str:
    """Runs or plain texts; `settings` are paragraph properties."""
    runs = "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)
    properties = f"<w:pPr>{settings}</w:pPr>" if settings else ""
    return f"<w:p>{properties}{runs}</w:p>"


def lines(*texts: str) -> str:
    return "".join(paragraph(text) for text in texts)


def table(*rows: list[str]) -> str:
    """Cells are texts of one paragraph, or finished XML."""
    cells = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def numbered(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def abstract(name: int, *levels: tuple[str, str], extra: str = "") -> str:
    """A list by the format and the text of each of its levels: ("decimal", "%1、")."""
    made = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for place, (kind, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{name}">{extra}{made}</w:abstractNum>'


def number(name: int, of: int, *, restarts: bool = False) -> str:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restarts else ""
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def read_docx(body: str, answers: Upload | None = None, **parts: object) -> Reading:
    return read_word(Upload(content=docx(body, **parts), name="paper.docx"), answers)  # type: ignore[arg-type]


def _settings(settings: str) -> str:
    return f"<w:rPr>{settings}</w:rPr>" if settings else ""
