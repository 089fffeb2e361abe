"""PDF pages from Typst templates: one font, no network, nothing read outside the template's folder."""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import noto_cjk_sans_otc
import typst

_alone = Lock()
# What `pdf` raises.
Unprintable = typst.TypstError


def pdf(template: Path, data: dict[str, Any], *, tagged: bool = True) -> bytes:
    """The pages that `template` (a .typ file) makes of `data`.

    The template reads `json(bytes(sys.inputs.data))`: values arrive as data and never as markup, so that a
    name like `#eval(…)` is printed as it stands. Pictures go in as text (SVG) or as a list of bytes inside
    the data. Its folder is all that it may read. `tagged`: with the structure that screen readers follow,
    about a third of the file. Raises `Unprintable` where the template itself is wrong
    or a picture cannot be read.
    """
    pages = _compiled(template, data, format="pdf", pdf_tags=tagged)
    assert isinstance(pages, bytes)  # a list of pages is for pictures alone
    return pages


def first_page(template: Path, data: dict[str, Any], *, ppi: float) -> bytes:
    """The first page of the same as a PNG picture, `ppi` dots an inch."""
    pages = _compiled(template, data, format="png", ppi=ppi)
    return pages if isinstance(pages, bytes) else pages[0]


def _compiled(template: Path, data: dict[str, Any], **how: Any) -> bytes | list[bytes]:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _alone:
        pages = _compiler(template.parent).compile(input=str(template), sys_inputs=inputs, **how)
    assert pages is not None  # nothing comes back only where a file was asked for
    return pages


@cache
def _compiler(root: Path) -> typst.Compiler:
    fonts = Path(str(noto_cjk_sans_otc.FONT_PATH)).parent
    return typst.Compiler(root=str(root), font_paths=[str(fonts)], ignore_system_fonts=True)
