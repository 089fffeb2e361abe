"""Questions with hostile texts, and what of a draft must survive an export and an import."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from quiz.domain.bank_item import AUDIENCES, BLANK, BLOOM, BankItem, Option, Source
from quiz.domain.exports.item import ExportItem
from quiz.domain.imports.answers import levelled_stem, truth_of
from quiz.domain.imports.draft import Draft, DraftPicture, Reading
from quiz.domain.imports.labels import neat_tag
from quiz.domain.rich_text import from_markup, without_unseen

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
)
# What some format means something by, as pieces: they meet in every order.
MARKS = r"""
: = ~ # { } \ \\ < > & " ' // %50% %-100% == -> ]]> <![CDATA[ --> <!-- &amp; &#61; &nbsp; [html] {T} {=a}
｛ ｝ ＝ ～ ： ＃ （） （ ） 【 】 😀 م H₂O x² <sub>2</sub> <sup>3</sup> **粗** * ** <b> </b> <p> </div>
<script> {{c1::x}} @@PLUGINFILE@@ $CATEGORY: :: #### T F ; , | A. B. ANSWER: 出处： ^ ` $ ~%50% 水 a
1 \n ]] [ ]
"""
SPACES = ["\n", "\n\n", "\r\n", " ", "  ", "\t", "\u3000", "\u00a0", "\u2028", "\n//", "\n::"]
UNSEEN = ["\x00", "\x07", "\u200b", "\u200f", "\u202e"]
PIECES = [*MARKS.split(), *SPACES, *UNSEEN]


def picture() -> DraftPicture:
    return DraftPicture(name="a b.png", data=PNG, alt='图 "甲" <乙> & =~{}#:')


def texts(least: int = 1, most: int = 8) -> st.SearchStrategy[str]:
    """Stored HTML of hostile texts, never empty where `least` is 1."""
    written = st.lists(st.sampled_from(PIECES), min_size=least, max_size=most).map("".join)
    stored = written.map(from_markup)
    return stored.filter(lambda text: bool(text.strip()) or not least)


def plain_texts() -> st.SearchStrategy[str]:
    """Accepted texts of a blank: plain, no spaces around."""
    written = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
    return written.map(lambda text: without_unseen(text).strip()).filter(bool)


@st.composite
def items(draw: st.DrawFn, types: tuple[str, ...] = ("single", "multi", "judge", "blank")) -> ExportItem:
    kind = draw(st.sampled_from(types))
    number = draw(st.integers(1, 999))
    source = draw(
        st.none()
        | st.builds(
            Source,
            type=st.just("law"),
            title=st.sampled_from(["中华人民共和国消防法", "a:b=c {d} #e", "《x》~y"]),
            issuer=st.sampled_from(["", "国务院"]),
            article=st.sampled_from(["", "第二条"]),
            published_on=st.none() | st.just(date(2021, 4, 29)),
        )
    )
    item = BankItem(
        code=f"0901-{number:03d}",
        topic=draw(st.sampled_from(["", "0901", "0902"])),
        type=kind,
        explanation=draw(texts(0)),
        source=source,
        difficulty=draw(st.integers(1, 5)),
        audience=tuple(draw(st.lists(st.sampled_from(AUDIENCES), unique=True, max_size=3))),
        bloom=draw(st.sampled_from(["", *BLOOM])),
        fact=draw(st.sampled_from(["", "0901-a", "节水_1.b"])),
        review_by=draw(st.none() | st.just(date(2027, 3, 1))),
        **draw(_contents(kind)),
    )
    return ExportItem(
        item=item,
        picture=draw(st.none() | st.just(picture())),
        points=draw(st.none() | st.sampled_from([100, 250, 25, 1000])),
        topic_name=draw(st.sampled_from(["", "垃圾分类", "生态/环境"])),
        tags=tuple(draw(st.lists(st.sampled_from(["急救", "消防", "a:b", "x-y"]), unique=True, max_size=2))),
    )


@st.composite
def _contents(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Stem, options and key that fit the type."""
    if kind == "judge":
        return {"stem": draw(texts()), "key": (draw(st.integers(0, 1)),)}
    if kind == "blank":
        count = draw(st.integers(1, 3))
        around = draw(st.lists(texts(0, 4), min_size=count + 1, max_size=count + 1))
        stem = from_markup("水" + f"中{BLANK}和".join(part.replace(BLANK, "") for part in around))
        variants = st.lists(plain_texts(), min_size=1, max_size=3, unique=True).map(tuple)
        return {"stem": stem, "key": tuple(draw(st.lists(variants, min_size=count, max_size=count)))}
    found = draw(st.lists(texts(), min_size=2, max_size=6).filter(lambda all_: not any(map(truth_of, all_))))
    options = tuple(Option(id=number, text=text) for number, text in enumerate(found, 1))
    right = st.lists(
        st.sampled_from([option.id for option in options]),
        unique=True,
        min_size=1 if kind == "single" else 2,
        max_size=1 if kind == "single" else len(options),
    )
    return {"stem": draw(texts()), "options": options, "key": tuple(sorted(draw(right)))}


def canonical(draft: Draft) -> dict[str, Any]:
    """What of a draft counts as the same question."""
    key = draft.key
    if draft.type == "blank":
        key = tuple(tuple(dict.fromkeys(variants)) for variants in draft.key)
    return {
        "type": draft.type,
        "stem": from_markup(levelled_stem(draft.type, draft.stem)),
        "options": [(option.label, from_markup(option.text)) for option in draft.options],
        "key": key,
        "explanation": from_markup(draft.explanation),
        "source": " ".join(draft.source.split()),
        "difficulty": draft.difficulty,
        "topic": draft.topic,
        "points": draft.points,
        "audience": draft.audience,
        "tags": tuple(map(neat_tag, draft.tags)),
        "pictures": [(picture.data, picture.alt) for picture in draft.pictures],
        "ext_id": draft.ext_id,
        "review_by": draft.review_by,
        "bloom": draft.bloom,
    }


def only_draft(reading: Reading) -> Draft:
    """Of a reading that understood everything."""
    assert len(reading.drafts) == 1 and not reading.unread
    return reading.drafts[0]


def options(draft: Draft) -> list[str]:
    return [option.text for option in draft.options]


def codes(draft: Draft) -> list[str]:
    return [issue.code for issue in draft.issues]
