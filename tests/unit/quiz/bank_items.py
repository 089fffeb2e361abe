"""Questions for the bank's tests, sound unless told otherwise."""

from datetime import date
from typing import Any

from quiz.domain.bank_item import BankItem, Option, Source

TODAY = date(2026, 11, 23)
SOURCE = Source(type="standard", title="生活垃圾分类标志", issuer="国家标准化管理委员会")


def options_of(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(id=number, text=text) for number, text in enumerate(texts, 1))


def make_item(**fields: Any) -> BankItem:
    """A single-choice question without a finding; `texts` makes its options."""
    texts = fields.pop("texts", ("红色", "绿色", "蓝色", "灰色"))
    whole = {
        "code": "0901-901",
        "topic": "0901",
        "type": "single",
        "stem": "有害垃圾的分类标志用的是（　　）。",
        "options": options_of(*texts),
        "key": (1,),
        "explanation": "国家标准用红色表示有害垃圾。",
        "source": SOURCE,
        "review_by": date(2028, 12, 31),
        "audience": ("public",),
        "bloom": "remember",
        **fields,
    }
    return BankItem(**whole)


def judge(**fields: Any) -> BankItem:
    return make_item(type="judge", options=(), **{"stem": "有害垃圾要单独投放。", **fields})


def blank(**fields: Any) -> BankItem:
    fields = {"stem": "光合作用放出____。", "key": (("氧气", "O2"),), **fields}
    return make_item(type="blank", options=(), **fields)
