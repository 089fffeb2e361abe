"""Sentences for the codes that the ledger of activities raises."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

register(
    {
        "activity_not_yours": _("这个单位不归您管理。"),
        "activity_without_title": _("请填活动名称。"),
        "activity_without_day": _("请填开始日期。"),
        "activity_text_too_long": _("太长了，最多 %(most)s 字。"),
        "activity_bad_day": _("日期请填 %(first)s 年以后、今天以前的。还没办的活动，办完再登记。"),
        "activity_ends_before": _("结束日期不能早于开始日期，也不能晚于今天。"),
        "activity_bad_number": _("请填 0 到 %(most)s 之间的整数；没有数过的空着。"),
        "activity_unread_day": _("“%(value)s”不是日期。请写成 2026-03-22 这样。"),
        "activity_unread_number": _("“%(value)s”不是整数。请只填数字；没有数过的空着。"),
        "activity_bad_kind": _("没有这个类型。请填：%(known)s。"),
        "activity_bad_audience": _("没有这个对象。请填：%(known)s，或空着。"),
        "activity_is_a_contest": _(
            "竞赛关闭后自动进台账，不用手工登记。线下办的竞赛请按讲座或志愿服务登记。"
        ),
        "activity_repeated": _("与第 %(first)s 行是同一个活动（类型、日期、名称都相同）。请删去其中一行。"),
        "activity_known": _("台账里已经有这个活动（类型、日期、名称都相同），不会再导入。"),
        "activity_without_reason": _("请写明撤下的原因。"),
        "activity_changed_meanwhile": _("您打开以后，别人改过或撤下了这一条。请刷新，看过最新内容再改。"),
        "ledger_without_header": _(
            "前 %(within)s 行里没有找到表头。表头须有“开始日期”“类型”和“活动名称”。可下载模板对照。"
        ),
        "ledger_empty": _("表头下面没有活动。名称以“示例”开头的行不读。"),
        "ledger_too_long": _("超过 %(most)s 行。请分成几份导入。"),
        "ledger_entered_already": _("这份台账已经导入过了。"),
        "photo_too_big": _("照片超过 %(most)s MB。请缩小后再传。"),
        "photo_unknown": _(
            "不是 JPEG、PNG 或 WebP 照片。苹果手机请在相机设置里选“兼容性最佳”，或截图后再传。"
        ),
        "photo_broken": _("照片文件不完整，可能没有传完。请重新选择。"),
        "photo_too_many_pixels": _("照片超过 %(most)s 百万像素。请缩小后再传。"),
        "photo_too_many": _("每个活动最多 %(most)s 张照片。请先撤下几张。"),
    }
)
