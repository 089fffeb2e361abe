"""A ledger with something of everything: kinds, long names, photos, a withdrawn row, faults."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.domain.workbook import workbook
from accounts.models import Department, User
from leaderboard.domain.activities import ActivityRow
from leaderboard.models import Activity, ActivityUpload
from leaderboard.services.activities import change_activity, enter_activity, withdraw_activity
from leaderboard.services.activity_contests import sweep_activities
from leaderboard.services.activity_photos import add_photo
from leaderboard.services.activity_sheets import upload_ledger
from tests.unit.leaderboard.test_photos import sample

# kind, title, audience, visits, copies, place
ROWS = (
    ("meeting", "全区科普工作联席会议", "cadre", 42, None, "区政府三楼会议室"),
    (
        "lecture",
        "“守住钱袋子”老年人防范电信网络诈骗专题科普讲座（第二期）",
        "elder",
        186,
        300,
        "向阳社区活动中心",
    ),
    ("lecture", "领导干部和公务员科学素质讲堂：人工智能与公共服务", "cadre", 210, None, "区委党校报告厅"),
    ("training", "科普志愿者骨干培训班", "volunteer", 64, 64, "区科技馆"),
    ("training", "失业人员家政服务与安全用电技能培训", "jobless", 38, None, ""),
    ("school", "流动科技馆进校园", "teen", 1260, 800, "第三小学"),
    ("volunteer", "重阳节健康义诊志愿服务", "elder", 320, 500, "新港路街道"),
    ("material", "防灾减灾日宣传资料发放", "public", None, 2600, "人民广场"),
)


class LedgerWorld:
    """`rows` of an office and of a department below it; contests that are over come by themselves."""

    def __init__(self, organizer: User, root: Department, below: Department) -> None:
        self.organizer, self.now = organizer, timezone.now()
        self.rows = [self._entered([root, below][at % 3 == 1], at, row) for at, row in enumerate(ROWS)]
        self.first = self.rows[1]
        for name in ("baseline.jpg", "picture.png"):
            add_photo(organizer, self.first, sample(name), caption="会场", now=self.now)
        said = ActivityRow(**{**_row(ROWS[1], self.first.begins_on), "visits": 190})
        change_activity(organizer, self.first, self.first.department, said, version=1, now=self.now)
        self.gone = self._entered(root, 9, ("lecture", "登记重了的讲座", "public", 9, None, ""))
        withdraw_activity(organizer, self.gone, "与第二期讲座重复登记", now=self.now)
        sweep_activities(self.now)
        self.upload = self._upload(root)

    def _entered(self, department: Department, at: int, row: tuple) -> Activity:
        day = timezone.localdate(self.now).replace(month=1, day=1)
        return enter_activity(self.organizer, department, ActivityRow(**_row(row, day)), now=self.now)

    def _upload(self, department: Department) -> ActivityUpload:
        day = datetime.strftime(self.now - timedelta(days=9), "%Y-%m-%d")
        rows = [
            [day, "讲座", "科普进社区讲座", "80"],
            [day, "讲坐", "航天科普报告会", "很多"],
            ["去年", "会议", "年终会", "30"],
        ]
        content = workbook([("台账", ["开始日期", "类型", "活动名称", "人次"], rows)])
        return upload_ledger(self.organizer, department, "2026年活动台账（汇总）.xlsx", content, now=self.now)

    def pages(self) -> Iterator[tuple[str, str]]:
        yield "ledger", reverse("ledger")
        yield "ledger-withdrawn", f"{reverse('ledger')}?withdrawn=1"
        yield "ledger-none", f"{reverse('ledger')}?year=2001"
        yield "ledger-import", reverse("ledger_import")
        yield "ledger-review", reverse("ledger_review", args=[self.upload.pk])
        yield "activity-new", reverse("activity_new")
        yield "activity", reverse("activity", args=[self.first.pk])
        yield "activity-gone", reverse("activity", args=[self.gone.pk])
        yield "activity-withdraw", reverse("activity_withdraw", args=[self.first.pk])
        for row in Activity.objects.filter(contest__isnull=False)[:1]:
            yield "activity-contest", reverse("activity", args=[row.pk])
        yield "annual-report", reverse("annual_report")


def _row(row: tuple, day) -> dict:
    kind, title, audience, visits, copies, place = row
    return {
        "kind": kind,
        "title": title,
        "audience": audience,
        "visits": visits,
        "copies": copies,
        "place": place,
        "units": "向阳社区、新港路街道",
        "begins_on": day,
        "ends_on": day,
    }
