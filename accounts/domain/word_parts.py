"""What python-docx has no words for: fonts of Chinese text, its language, fields such as page numbers."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def set_fonts(properties: Any, chinese: str, latin: str) -> None:
    """Chinese text has a font of its own beside the Latin one. `properties`: a run's or a style's."""
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), chinese)
    for part in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(part), latin)


def set_language(properties: Any) -> None:
    """Without it a viewer may take its signs from a Japanese or a traditional font."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)


def add_field(run: Any, code: str) -> None:
    """A field that the reader's program fills in: "PAGE", "NUMPAGES"."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
