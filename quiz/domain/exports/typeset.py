"""PDF pages from Typst templates: one font, no network, nothing read outside the template's folder."""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import noto_cjk_sans_otc
import typst

_alone = Lock()


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The pages that `template` (a .typ file) makes of `data`.

    The template reads `json(bytes(sys.inputs.data))`: values arrive as data and never as markup, so that a
    name like `#eval(…)` is printed as it stands. Pictures go in as text (SVG) or as a list of bytes inside
    the data. Its folder is all that it may read. Raises `typst.TypstError` where the template is wrong.
    """
    pages = _compiled(template, data, "pdf")
    assert isinstance(pages, bytes)  # a list of pages is for pictures alone
    return pages


def first_page(template: Path, data: dict[str, Any], *, ppi: float) -> bytes:
    """The first page of the same as a PNG picture, `ppi` dots an inch."""
    pages = _compiled(template, data, "png", ppi)
    return pages if isinstance(pages, bytes) else pages[0]


def _compiled(
    template: Path, data: dict[str, Any], format: Literal["pdf", "png"], ppi: float | None = None
) -> bytes | list[bytes]:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _alone:
        pages = _compiler(template.parent).compile(
            input=str(template), format=format, ppi=ppi, sys_inputs=inputs
        )
    assert pages is not None  # nothing comes back only where a file was asked for
    return pages


@cache
def _compiler(root: Path) -> typst.Compiler:
    fonts = Path(noto_cjk_sans_otc.FONT_FILE).parent
    return typst.Compiler(root=str(root), font_paths=[str(fonts)], ignore_system_fonts=True)
