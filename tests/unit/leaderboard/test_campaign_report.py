"""An office's annual summary: each figure is the sum of the rows that it names."""

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from datetime import date

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.campaign_report import KIND_WORDS, CampaignFacts, Fact, campaign_report
from leaderboard.domain.report import Table, runs
from leaderboard.domain.report_pdf import write_pdf_report
from leaderboard.domain.report_word import write_word_report
from tests.pdf_text import pdf_text

DAY = date(2026, 5, 8)


def fact(id: int, kind: str = "lecture", **fields) -> Fact:
    given = {"title": f"活动{id}", "begins_on": DAY, "ends_on": DAY, "department": "科协", **fields}
    return Fact(id=id, kind=kind, **given)


FACTS = CampaignFacts(
    office="河东区科协",
    year=2026,
    today=date(2026, 12, 1),
    units=4,
    people=320,
    facts=(
        fact(11, visits=80, audience="elder", copies=100, photos=2),
        fact(12, visits=40, department="老科协"),
        fact(13, "meeting", visits=12, audience="cadre"),
        fact(14, "school", visits=300),
        fact(15, "contest", title="世界水日竞赛", visits=286, ends_on=date(2026, 5, 10)),
        fact(16, "material", copies=500),
    ),
)


def test_every_sentence_adds_up_the_rows_it_names():
    report = campaign_report(FACTS)
    told = {one.text: one.sources for one in report.cited}
    assert told["2026年，共开展各类活动6场次，覆盖718人次（另有1场没有统计人次，未计入）。"] == (
        11,
        12,
        13,
        14,
        15,
        16,
    )
    assert told["举办科普讲座2场，听众120人次。"] == (11, 12)
    assert told["召开科普工作会议1次，参会12人次。"] == (13,)
    assert told["组织科普知识竞赛1场（“世界水日竞赛”），参与286人次。"] == (15,)
    assert told["面向青少年开展活动1场次，覆盖300人次。"] == (14,)
    assert told["全年在2场活动中发放科普资料600份。"] == (11, 16)
    assert told["1场活动留有照片，共2张。"] == (11,)
    assert "本单位下设科普工作单位4个，名册在册320人。" in report.text


def test_what_the_ledger_does_not_say_is_said():
    report = campaign_report(FACTS)
    assert "面向失业人员的活动，台账上没有登记。" in report.text
    assert "举办科普业务培训" not in report.text and "农民" not in report.text
    silent = campaign_report(replace(FACTS, facts=(fact(1), fact(2))))
    assert "举办科普讲座2场，人次没有统计。" in silent.text
    assert "科普资料的发放份数，台账上没有登记。" in silent.text
    [table] = [one for one in silent.blocks if isinstance(one, Table)]
    assert table.rows == (("讲座", "2", "—", "—"), ("合计", "2", "—", "—")), "unknown, not 0"
    empty = campaign_report(replace(FACTS, facts=()))
    assert "台账上还没有活动" in empty.text and empty.cited == ()


def test_tables_add_up():
    tables = [one for one in campaign_report(FACTS).blocks if isinstance(one, Table)]
    kinds, departments = tables
    assert kinds.rows[-1] == ("合计", "6", "718", "600")
    assert departments.rows == (("科协", "5", "678", "600"), ("老科协", "1", "40", "—"))


def test_a_year_that_is_not_over_says_until_when():
    assert "截至2026年12月1日，" in campaign_report(FACTS).text
    assert "截至" not in campaign_report(replace(FACTS, today=date(2027, 1, 5))).text


_ROWS = st.lists(
    st.builds(
        lambda kind, audience, visits, copies: {
            "kind": kind, "audience": audience, "visits": visits, "copies": copies,
        },
        st.sampled_from(sorted(KIND_WORDS)),
        st.sampled_from(["public", "cadre", "elder", "jobless", "teen", "volunteer"]),
        st.none() | st.integers(0, 5000),
        st.none() | st.integers(0, 5000),
    ),
    max_size=12,
)  # fmt: skip


@given(_ROWS)
def test_a_number_is_the_sum_of_what_stands_behind_it(rows):
    facts = tuple(fact(at, **row) for at, row in enumerate(rows, start=100))
    report = campaign_report(replace(FACTS, facts=facts))
    by_id = {one.id: one for one in facts}
    for sentence in report.cited:
        chosen = [by_id[id] for id in sentence.sources]
        found = re.search(r"(\d+)人次", sentence.text)
        known = [one.visits for one in chosen if one.visits is not None]
        if found:
            assert int(found[1]) == sum(known)
        if "份。" in sentence.text:
            assert int(re.search(r"(\d+)份", sentence.text)[1]) == sum(one.copies for one in chosen)
        if "没有统计人次，未计入" in sentence.text:
            assert f"另有{len(chosen) - len(known)}场" in sentence.text
    uncited = [line for line in report.text.splitlines() if "人次" in line and "注" not in line]
    assert report.cited or not rows or uncited == []


# ── The Word file ────────────────────────────────────────────────────────────


def word() -> bytes:
    return write_word_report(campaign_report(FACTS))


def test_the_word_file_is_sound():
    """A zip whose every part is named, whose relationships lead somewhere, and that opens."""
    with zipfile.ZipFile(io.BytesIO(word())) as parts:
        assert parts.testzip() is None
        names = set(parts.namelist())
        types = parts.read("[Content_Types].xml").decode()
        for rels in (name for name in names if name.endswith(".rels")):
            base = rels.rpartition("_rels/")[0]
            for target in re.findall(r'Target="([^"]+)"(?! TargetMode)', parts.read(rels).decode()):
                path = posixpath.normpath(target.lstrip("/") if target[0] == "/" else base + target)
                assert path in names, f"{rels} names {target}"
        for name in names - {"[Content_Types].xml"}:
            assert f'PartName="/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types, name
    document = Document(io.BytesIO(word()))
    assert document.paragraphs[0].text == "河东区科协2026年科普示范创建工作总结"
    assert document.core_properties.author == "河东区科协"
    page = document.sections[0]
    assert [round(one.mm) for one in (page.page_width, page.page_height, page.top_margin)] == [210, 297, 37]


def test_every_link_of_the_word_file_leads_to_its_row():
    document = Document(io.BytesIO(word()))
    body = document.element.body
    marks = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    links = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    ids = [one.get(qn("w:id")) for one in body.iter(qn("w:bookmarkStart"))]
    assert set(links) <= marks and len(ids) == len(set(ids))
    cited = campaign_report(FACTS).cited
    assert [one for one in links if one.startswith("source_")] == [
        f"source_{at}" for at in range(1, len(cited) + 1)
    ]
    sources, ledger = document.tables[-2:]
    for line, sentence in zip(sources.rows[1:], cited, strict=True):
        assert line.cells[1].text == sentence.text
        numbers = "".join(node.text or "" for node in line.cells[2]._tc.iter(qn("w:t")))
        spans = runs(row - 10 for row in sentence.sources)
        assert numbers == "、 ".join(str(a) if a == b else f"{a}至{b}" for a, b in spans)
    assert [[cell.text for cell in row.cells] for row in ledger.rows][5] == [
        "5", "5.8—5.10", "竞赛", "世界水日竞赛", "—", "286", "—",
    ]  # fmt: skip


def test_the_pdf_has_the_same_appendix():
    text = "".join(pdf_text(write_pdf_report(campaign_report(FACTS))).text.split())
    assert "数字来源对照表" in text and "举办科普讲座2场，听众120人次。" in text and "世界水日竞赛" in text
