"""The rule sheets that are shipped with the product."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

# Offered for a new contest, in this order.
NAMES = {
    "staff-contest": _("职工竞赛：名单内人员，一份试卷，个人和单位都排名"),
    "daily-quiz": _("每日答题：每天几道题，各天累计"),
    "open-registration": _("公开报名：凭链接或二维码参加"),
}


@dataclass(frozen=True, kw_only=True)
class SheetTemplate:
    slug: str
    name: str
    text: str


def shipped_sheet(slug: str) -> str:
    """The text of a shipped sheet, e.g. "demo". FileNotFoundError where there is none."""
    if not slug.replace("-", "").isalnum():
        raise FileNotFoundError(slug)
    return (settings.CONTENT_DIR / "rule-sheets" / f"{slug}.yaml").read_text(encoding="utf-8")


def sheet_templates() -> list[SheetTemplate]:
    """What a new contest may start from."""
    return [
        SheetTemplate(slug=slug, name=str(name), text=shipped_sheet(slug)) for slug, name in NAMES.items()
    ]
