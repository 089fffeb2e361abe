"""`make screenshots`: the demonstration as people see it, into docs/screenshots.

Starts the site in a temporary folder on a free port, lets the demonstration's people take the contest over
the API, goes through every page as a visitor, an employee, an elder and an organizer, on a phone and on a PC,
and stops the site. Needs Chromium and a Chinese font, as `make test` does.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))  # run as a script

from tests.browser.chromium import chromium_path  # noqa: E402
from tests.browser.demonstration import (  # noqa: E402
    ELDER,
    EMPLOYEE,
    ORGANIZER,
    Api,
    accounts,
    bare_text,
    let_them_sit,
    right_texts,
    site,
)
from tests.run import bare, postgresql, redis, server  # noqa: E402

OUT = ROOT / "docs" / "screenshots"
WINDOWS = {"phone": {"width": 390, "height": 844}, "pc": {"width": 1280, "height": 800}}
MOST_BYTES = 150 * 1024
# Folder: (title, the browser test that goes there and keeps a picture of each step on both windows).
WALKS = {
    "first-contest": (
        "From an empty bank and a Word file to a published contest",
        "tests/browser/test_first_contest.py",
    ),
    "draw": (
        "Lots: from the list to the big screen",
        "tests/browser/test_draw.py::test_step_by_step_in_two_windows",
    ),
    "elder": (
        "An elder's weeks: from the first visit to the last tap out",
        "tests/browser/test_elder_week.py::test_an_elders_weeks[scripts]",
    ),
    "rulings": (
        "A question ruled about after the winners were published",
        "tests/browser/test_rulings.py::test_step_by_step_in_two_windows",
    ),
    "claims": (
        "Prizes given up and handed on",
        "tests/browser/test_claims.py::test_the_desk_step_by_step_in_two_windows",
    ),
    "gain": ("What people gained between two tests", "tests/browser/test_gain.py"),
}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kepu-pictures-") as folder, site(Path(folder)) as address:
        people = accounts(Path(folder) / "demo-accounts.csv")
        api = Api(address)
        contest = api.call("GET", "contests", token=api.token(EMPLOYEE, people))["results"][0]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
            )
            take_pictures(Studio(browser, address, people), contest["id"], Path(folder))
            browser.close()
    for walk in WALKS:
        take_walk(walk)
    return weigh()


class Studio:
    """Two windows for each person; `take` shows both the same page and keeps what they show."""

    def __init__(self, browser: Browser, address: str, people: dict[str, dict[str, str]]) -> None:
        self.browser, self.address, self.people = browser, address, people
        self.taken: list[str] = []

    def windows(self, username: str = "") -> dict[str, Page]:
        pages = {}
        for name, size in WINDOWS.items():
            is_phone = name == "phone"
            context = self.browser.new_context(
                viewport=size, locale="zh-CN", base_url=self.address, has_touch=is_phone, is_mobile=is_phone
            )
            pages[name] = context.new_page()
            if username:
                self._log_in(pages[name], username)
        return pages

    def _log_in(self, page: Page, username: str) -> None:
        page.goto("/login")
        page.get_by_label("工号或手机号").fill(username)
        page.get_by_label("密码").fill(self.people[username]["password"])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(r":\d+/$"))

    def take(self, windows: dict[str, Page], name: str, path: str = "") -> None:
        for window, page in windows.items():
            if path:
                page.goto(path)
            page.wait_for_timeout(250)
            folder = OUT / window
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(folder / f"{name}.png"))
            lighten(folder / f"{name}.png")
        self.taken.append(name)


def take_pictures(studio: Studio, contest: int, data: Path) -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    desk = studio.windows(ORGANIZER)
    public = announce_public_contest(studio, desk)
    visitor = studio.windows()
    for name, path in {
        "welcome": "/",
        "login": "/login",
        "register": public,
        "not-found": "/nothing/here",
        "learn": "/learn",
    }.items():
        studio.take(visitor, name, path)
    learn_a_little(studio, visitor)
    employee = studio.windows(EMPLOYEE)
    studio.take(employee, "home", "/")
    let_them_sit(Api(studio.address), studio.people, contest)
    attempt = sit_one(studio, employee, contest)
    at_the_desk(studio, desk, contest)
    close_now(contest, data)
    certificate = after_it_is_over(studio, desk, contest)
    after_the_close(studio, employee, contest, attempt)
    for_elders(studio, contest)
    write_index(studio.taken)
    print_first_pages(studio, desk, contest, certificate)


def announce_public_contest(studio: Studio, desk: dict[str, Page]) -> str:
    """Made and published at the desk; the path of its QR code."""
    studio.take(desk, "desk-new", "/manage/contests/new")
    page = desk["pc"]
    page.locator("input[name=template]").last.check()
    page.get_by_label("竞赛名称").fill("向阳社区居民科普答题")
    page.get_by_label("题数").fill("10")
    page.get_by_role("button", name="存为草稿").click()
    page.wait_for_url(re.compile(r"/manage/contests/\d+"))
    one = re.search(r"/manage/contests/\d+", page.url)
    assert one
    for name in ("", "rules", "preview", "papers", "publish"):
        studio.take(desk, f"desk-draft{'-' if name else ''}{name}", f"{one[0]}/{name}".rstrip("/"))
    page.goto(f"{one[0]}/publish")
    page.get_by_role("button", name="发布竞赛").click()
    page.goto(f"{one[0]}/poster")
    link = re.search(r"/join/\w+", page.content())
    assert link
    return link[0]


def learn_a_little(studio: Studio, visitor: dict[str, Page]) -> None:
    """Today's first question, missed; its explanation, and the notebook. Each window learns alone."""
    for page in visitor.values():
        page.get_by_role("button", name="开始").click()
        page.locator("form.question").wait_for()
    studio.take(visitor, "learn-question")
    for page in visitor.values():
        page.get_by_role("button", name="不知道").click()
        page.locator(".explanation").wait_for()
    studio.take(visitor, "learn-feedback")
    studio.take(visitor, "learn-notebook", "/learn/notebook")


def sit_one(studio: Studio, employee: dict[str, Page], contest: int) -> str:
    """The employee takes the contest on the phone; the PC looks over the shoulder. The attempt's path."""
    studio.take(employee, "contest", f"/contests/{contest}")
    phone = employee["phone"]
    phone.get_by_role("button", name="开始答题").click()
    phone.wait_for_url("**/attempts/*/1")
    path = phone.url.rpartition("/")[0].removeprefix(studio.address)
    known = right_texts()
    for position in range(1, 21):
        if position in (9, 15):
            phone.get_by_role("button", name="标记").click()
        if position not in (12, 15):
            choose(phone, known, right=position not in (4, 17))
        if position < 20:
            phone.get_by_role("button", name="下一题").click()
    phone.wait_for_timeout(1500)
    share_flags(employee, path)
    studio.take(employee, "attempt", f"{path}/9")
    studio.take(employee, "attempt-multi", f"{path}/13")
    studio.take(employee, "answer-sheet", f"{path}/sheet?from=9")
    studio.take(employee, "review", f"{path}/review")
    phone.get_by_role("button", name="确认交卷").click()
    phone.locator(".score-points").wait_for(timeout=60_000)
    studio.take(employee, "result", f"{path}/result")
    studio.take(employee, "explanations", f"{path}/explanations")
    return path


def choose(page: Page, known: dict[str, set[str]], *, right: bool) -> None:
    question = page.locator("form.question:visible")
    stem = bare_text(question.locator("[data-stem]").inner_html()).partition("题：")[2]
    wanted = set(map(bare_text, known.get(stem, ())))
    options = question.locator("label.option").all()
    texts = [bare_text(option.locator(".option-text").inner_html()) for option in options]
    chosen = [option for option, text in zip(options, texts, strict=True) if (text in wanted) == right]
    for option in chosen if right else chosen[:1]:
        option.click()


def share_flags(employee: dict[str, Page], path: str) -> None:
    """Flags are a note on one device; the PC gets the phone's for the picture."""
    cookies = employee["phone"].context.cookies(f"{employee['phone'].url}")
    flags = [cookie for cookie in cookies if cookie["name"].startswith("flags_")]
    employee["pc"].context.add_cookies(flags)


def at_the_desk(studio: Studio, desk: dict[str, Page], contest: int) -> None:
    one = f"/manage/contests/{contest}"
    studio.take(desk, "desk", "/manage")
    for name in ("live", "progress", "people", "poster", "log", "close"):
        studio.take(desk, f"desk-{name}", f"{one}/{name}")
    person = desk["pc"].locator("a[href*='/people/']").first
    desk["pc"].goto(f"{one}/people")
    studio.take(desk, "desk-person", person.get_attribute("href") or "")
    for name, path in {
        "people": "/manage/people",
        "person-new": "/manage/people/new",
        "roster-import": "/manage/people/import",
        "login-slips": "/manage/people/slips",
        "departments": "/manage/departments",
        "bank": "/manage/bank",
        "bank-new": "/manage/bank/new",
        "bank-question": "/manage/bank/0101-001",
        "bank-edit": "/manage/bank/0101-001/edit",
        "bank-import": "/manage/bank/import",
        "bank-export": "/manage/bank/export?topic=01",
        "inspections": "/manage/inspections",
    }.items():
        studio.take(desk, name, path)


def close_now(contest: int, data: Path) -> None:
    """An end that is announced on the page comes ten minutes later: nobody waits for a picture so long."""
    code = (
        "from django.utils import timezone; from accounts.models import User; "
        "from quiz.models import Contest; from quiz.services.closing import close_contest; "
        f"organizer, contest = User.objects.get(username={ORGANIZER!r}), Contest.objects.get(pk={contest}); "
        "close_contest(organizer, contest, now=timezone.now())"
    )
    surroundings = {**bare(), "DATA_DIR": str(data)}
    subprocess.run([sys.executable, "manage.py", "shell", "-c", code], cwd=ROOT, env=surroundings, check=True)


def after_it_is_over(studio: Studio, desk: dict[str, Page], contest: int) -> str:
    """The path of a certificate's PDF."""
    one = f"/manage/contests/{contest}"
    studio.take(desk, "desk-contest", one)
    certificate = compute_and_publish(studio, desk, f"{one}/awards")
    for name, path in {
        "desk-items": f"{one}/items",
        "desk-rulings": f"{one}/rulings",
        "desk-report": f"{one}/report",
        "desk-notice": f"{one}/notice",
    }.items():
        studio.take(desk, name, path)
    for name, path in {
        "ledger": "/manage/activities",
        "annual-report": "/manage/annual-report",
        "login-cards": "/manage/people/cards",
    }.items():
        studio.take(desk, name, path)
    return certificate


def compute_and_publish(studio: Studio, desk: dict[str, Page], awards: str) -> str:
    page = desk["pc"]
    for _each in range(30):  # until the collected papers are scored
        page.goto(awards)
        if not page.get_by_text("份在评分").count():
            break
        page.wait_for_timeout(1000)
    page.get_by_role("button", name="计算奖项").click()
    studio.take(desk, "desk-awards", awards)
    page.get_by_role("link", name="确认奖项").click()
    page.locator("main form[method=post] button.btn-primary").click()
    page.goto(awards)
    page.get_by_role("link", name="公布获奖名单").click()
    page.locator("main form[method=post] button.btn-primary").click()
    return issue_certificates(studio, desk, awards.replace("/awards", "/certificates"))


def issue_certificates(studio: Studio, desk: dict[str, Page], certificates: str) -> str:
    page = desk["pc"]
    page.goto(certificates)
    page.get_by_role("button", name=re.compile("出具 .* 张证书")).click()
    studio.take(desk, "desk-certificates", certificates)
    studio.take(desk, "desk-certificate-design", f"{certificates}/design")
    page.goto(certificates)
    code = page.get_by_role("link", name=re.compile("^下载")).first.get_attribute("href") or ""
    studio.take(desk, "certificate", code.removesuffix("/pdf"))
    return code


def after_the_close(studio: Studio, employee: dict[str, Page], contest: int, attempt: str) -> None:
    studio.take(employee, "board", f"/contests/{contest}/board")
    studio.take(employee, "board-departments", f"/contests/{contest}/board?board=乡镇街道榜")
    studio.take(employee, "winners", f"/contests/{contest}/winners")
    studio.take(employee, "contest-over", f"/contests/{contest}")
    studio.take(employee, "results", "/results")
    studio.take(employee, "prizes", "/prizes")
    studio.take(employee, "receipt", f"{attempt}/receipt")
    page = employee["phone"]
    page.get_by_role("link", name="现在核对一次").click()
    studio.take(employee, "verify", page.url.removeprefix(studio.address))
    studio.take(employee, "settings", "/settings")
    studio.take(employee, "password", "/settings/password")


def for_elders(studio: Studio, contest: int) -> None:
    elder = studio.windows(ELDER)
    studio.take(elder, "elder-home", "/")
    studio.take(elder, "elder-listen", "/learn/listen")
    studio.take(elder, "elder-board", f"/contests/{contest}/board")


def take_walk(walk: str) -> None:
    """A browser test as a story: its pictures, and their place in the index."""
    title, test = WALKS[walk]
    folder = OUT / walk
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:randomly", test]
    with tempfile.TemporaryDirectory(prefix="kepu-pictures-") as name:
        home = Path(name)
        home.chmod(0o711)
        with postgresql(home) as database, redis(home) as broker:
            surroundings = {**server(home, database, broker), "PICTURES": str(folder)}
            subprocess.run(command, cwd=ROOT, env=surroundings, check=True)
    lines = ["", f"## {title}", ""]
    for file in sorted(folder.glob("*-pc.png")):
        lighten(file)
        lighten(phone := file.with_name(file.name.replace("-pc.png", "-phone.png")))
        step = file.name.removesuffix("-pc.png")
        lines += [f'<img src="{walk}/{phone.name}" width="195" alt="{step}, phone"> ']
        lines += [f'<img src="{walk}/{file.name}" width="520" alt="{step}, pc">', ""]
    with (OUT / "README.md").open("a", encoding="utf-8") as index:
        index.write("\n".join(lines))


def print_first_pages(studio: Studio, desk: dict[str, Page], contest: int, certificate: str) -> None:
    """The first page of every kind of PDF, as an organizer or a learner takes it."""
    one = f"/manage/contests/{contest}"
    papers = {
        "certificate": ("get", certificate),
        "winners": ("post", f"{one}/notice/list.pdf"),
        "contest-report": ("get", f"{one}/report.pdf"),
        "annual-report": ("get", "/manage/annual-report.pdf"),
        "sample-paper": ("post", f"{one}/paper.pdf"),
        "large-type": ("get", "/learn/read/0101/paper.pdf"),
    }
    (OUT / "print").mkdir(exist_ok=True)
    page = desk["pc"]
    page.goto(one)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    for name, (method, path) in papers.items():
        send = page.request.get if method == "get" else page.request.post
        form = {} if method == "get" else {"form": {"csrfmiddlewaretoken": token}}
        answer = send(f"{studio.address}{path}", headers={"Referer": f"{studio.address}{one}"}, **form)
        assert answer.ok and answer.body().startswith(b"%PDF"), (name, answer.status)
        first = pypdfium2.PdfDocument(answer.body())[0]
        file = OUT / "print" / f"{name}.png"
        first.render(scale=1.4).to_pil().save(file)
        lighten(file)
    write_prints(list(papers))


def write_prints(names: list[str]) -> None:
    pictures = [f'<img src="print/{name}.png" width="390" alt="{name}, first page"> ' for name in names]
    lines = ["", "## First pages of what is printed", "", *pictures, ""]
    with (OUT / "README.md").open("a", encoding="utf-8") as index:
        index.write("\n".join(lines))


def write_index(names: list[str]) -> None:
    lines = [
        "# Screenshots",
        "",
        "Made by `make screenshots` from the demonstration: every page on a phone and on a PC.",
        "",
    ]
    lines += ["| Page | Phone | PC |", "|---|---|---|"]
    cell = '<img src="{window}/{name}.png" width="{width}" alt="{name}, {window}">'
    for name in names:
        pictures = [
            cell.format(window=window, name=name, width=width)
            for window, width in (("phone", 195), ("pc", 520))
        ]
        lines.append(f"| {name} | {pictures[0]} | {pictures[1]} |")
    (OUT / "README.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def lighten(file: Path) -> None:
    """The same picture in 128 colours."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def weigh() -> int:
    """Names every picture that is too heavy; the exit code."""
    sizes = {file: file.stat().st_size for file in sorted(OUT.glob("*/*.png"))}
    heavy = {file: size for file, size in sizes.items() if size > MOST_BYTES}
    for file, size in heavy.items():
        print(f"{file.relative_to(ROOT)} has {size // 1024} KB, more than {MOST_BYTES // 1024}")
    most, total = max(sizes.values()) // 1024, sum(sizes.values()) // 1024
    print(f"{len(sizes)} pictures, {total} KB, the heaviest {most} KB")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
