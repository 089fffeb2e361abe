"""QTI: what is written is read again; the shapes of 2.1, 2.2 and 3.0; packages; what is refused."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.exports.qti import write_qti
from quiz.domain.imports.draft import BRACKET, Draft, Reading, Upload
from quiz.domain.imports.qti import read_qti
from tests.refusals import refusal

from .bank_items import make_item
from .exchange import PNG, canonical, codes, items, options, picture
from .qti_samples import (
    CORRECT,
    FIRE,
    MAPPED,
    NAMESPACES,
    TWO,
    as_version,
    choices,
    item,
    manifest,
    package,
    response,
    template,
)


def read(content: bytes | str) -> Reading:
    return read_qti(Upload(content=content.encode() if isinstance(content, str) else content))


def only(text: str) -> Draft:
    """The one draft of an item; it is the same in every version."""
    found = [read(as_version(text, version)) for version in NAMESPACES]
    assert all(len(reading.drafts) == 1 and not reading.unread for reading in found)
    drafts = [reading.drafts[0] for reading in found]
    assert canonical(drafts[0]) == canonical(drafts[1]) == canonical(drafts[2])
    assert codes(drafts[0]) == codes(drafts[1]) == codes(drafts[2])
    return drafts[0]


def unread(text: str) -> str:
    codes_found = {read(as_version(text, version)).unread[0].code for version in NAMESPACES}
    assert len(codes_found) == 1
    return codes_found.pop().removeprefix("import_unsupported_")


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(st.lists(items(), min_size=1, max_size=3))
def test_what_is_exported_is_imported_again(exported):
    reading = read(write_qti(exported))
    assert reading.unread == () and reading.issues == ()
    assert [canonical(draft) for draft in reading.drafts] == [canonical(draft_of(one)) for one in exported]
    assert not any(draft.issues for draft in reading.drafts)


# ── Choices ───────────────────────────────────────────────────────────────────


def test_a_single_choice_in_every_version():
    draft = only(FIRE)
    assert (draft.type, draft.stem, options(draft), draft.key) == (
        "single",
        "火警电话是",
        ["110", "119"],
        "B",
    )
    assert (draft.number, draft.ext_id, draft.line, draft.issues) == ("火警", "item-1", 2, ())


def test_several_answers_without_a_limit():
    texts = {"H": "氢", "O": "氧", "Cl": "氯"}
    declared = response("H", "O", cardinality="multiple", mapped={"H": "1", "O": "1", "Cl": "-1"})
    draft = only(item(choices(texts, most=0), declared, template(MAPPED)))
    assert (draft.type, draft.key, draft.issues) == ("multi", "AB", ())


def test_unequal_points_are_pointed_out():
    declared = response("A", "B", cardinality="multiple", mapped={"A": "2", "B": "1"})
    assert codes(only(item(choices(TWO, most=0), declared, template(MAPPED)))) == ["import_weights_lost"]
    declared = response("B", mapped={"B": "2", "A": "1"})
    assert codes(only(item(choices(TWO), declared, template(MAPPED)))) == ["import_weights_lost"]


def test_a_key_that_stands_only_in_the_mapping():
    declared = response(cardinality="multiple", mapped={"A": "1", "B": "1", "C": "-1"})
    draft = only(item(choices({**TWO, "C": "120"}, most=0), declared, template(MAPPED)))
    assert (draft.key, codes(draft)) == ("AB", ["import_qti_key_from_mapping"])


def test_a_survey_waits_for_a_person():
    draft = only(item(choices({"1": "很赞成", "2": "赞成", "3": "不赞成"}), response(), ""))
    assert draft.is_blocked and codes(draft) == ["import_survey"]
    assert len(draft.options) == 3


def test_one_choice_of_a_response_of_several():
    draft = only(item(choices(TWO, most=1), response("B", cardinality="multiple"), template(CORRECT)))
    assert (draft.type, draft.key, codes(draft)) == ("single", "B", ["import_qti_one_of_several"])


def test_five_options_and_three_keys():
    texts = {f"choice_{n}": f"第{n}项" for n in range(1, 6)}
    declared = response("choice_1", "choice_3", "choice_5", cardinality="multiple")
    assert only(item(choices(texts, most=5), declared, template(CORRECT))).key == "ACE"


@pytest.mark.parametrize(
    "texts", [{"true": "True", "false": "False"}, {"A": "对", "B": "错"}, {"x": "正确", "y": "错误"}]
)
def test_true_and_false_are_a_statement(texts):
    draft = only(item(choices(texts), response(next(iter(texts))), template(CORRECT)))
    assert (draft.type, draft.key, draft.options, draft.issues) == ("judge", "T", (), ())


def test_true_and_false_by_name_alone_are_pointed_out():
    draft = only(item(choices({"true": "Richtig", "false": "Falsch"}), response("false"), template(CORRECT)))
    assert (draft.type, draft.key, codes(draft)) == ("judge", "F", ["import_qti_truth_by_name"])


def test_a_stem_outside_the_prompt():
    body = f"<div><p>看下面的话。</p>{choices(TWO, prompt='火警电话是')}<p>请选一个。</p></div>"
    assert only(item(body, response("B"), template(CORRECT))).stem == "看下面的话。\n火警电话是\n请选一个。"
    body = f"<p>火警电话是</p>{choices(TWO, prompt='')}"
    assert only(item(body, response("B"), template(CORRECT))).stem == "火警电话是"


def test_a_choice_inside_the_sentence():
    entry = '<inlineChoiceInteraction responseIdentifier="RESPONSE" shuffle="false">'
    entry += '<inlineChoice identifier="A">110</inlineChoice><inlineChoice identifier="B">119</inlineChoice>'
    body = f"<p>火警电话是{entry}</inlineChoiceInteraction>。</p>"
    draft = only(item(body, response("B"), template(CORRECT)))
    assert (draft.type, draft.stem, draft.key) == ("single", f"火警电话是{BRACKET}。", "B")


def test_a_fixed_option_among_shuffled_ones():
    body = choices(TWO, more=' shuffle="true"').replace('identifier="B"', 'identifier="B" fixed="true"')
    assert codes(only(item(body, response("B"), template(CORRECT)))) == ["import_fixed_option"]


def test_formulas_become_text():
    power = "<math><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo>"
    power += "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></mrow></math>"
    draft = only(item(choices(TWO, prompt=f"若{power}则"), response("B"), template(CORRECT)))
    assert (draft.stem, codes(draft)) == ("若x<sup>2</sup>=(a+b)/2则", ["import_lost_formula"])


def test_text_from_right_to_left_and_indentation():
    body = choices({"A": "\n    نعم\n  ", "B": " H<sub>2</sub>O "}, prompt="\n  مرحبا\n  بك\n")
    draft = only(item(body, response("B"), template(CORRECT)))
    assert (draft.stem, options(draft)) == ("مرحبا بك", ["نعم", "H<sub>2</sub>O"])


def test_feedback_is_the_explanation():
    more = '<modalFeedback outcomeIdentifier="F" identifier="A" showHide="show">那是报警。</modalFeedback>'
    more += '<modalFeedback outcomeIdentifier="F" identifier="B" showHide="show">对。</modalFeedback>'
    body = choices({"A": "110", "B": "119<feedbackInline identifier='B'>就是它</feedbackInline>"})
    body += '<rubricBlock view="scorer"><p>给满分</p></rubricBlock>'
    draft = only(item(body, response("B"), template(CORRECT), more=more))
    assert draft.explanation == "对。\nA：那是报警。\n给满分\n就是它"
    assert options(draft) == ["110", "119"]


def test_marking_of_its_own_is_pointed_out():
    plain = (
        "<responseProcessing><responseCondition><responseIf><match><variable identifier='RESPONSE'/>"
        "<correct identifier='RESPONSE'/></match><setOutcomeValue identifier='SCORE'>"
        "<baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf></responseCondition>"
        "</responseProcessing>"
    )
    own = (
        "<responseProcessing><setOutcomeValue identifier='SCORE'><product>"
        "<mapResponse identifier='RESPONSE'/>"
        "<randomFloat min='0' max='1'/></product></setOutcomeValue></responseProcessing>"
    )
    assert only(item(choices(TWO), response("B"), plain)).issues == ()
    assert codes(only(item(choices(TWO), response("B"), own))) == ["import_qti_own_marking"]
    another = plain.replace(
        "<correct identifier='RESPONSE'/>", "<baseValue baseType='identifier'>A</baseValue>"
    )
    assert codes(only(item(choices(TWO), response("B"), another))) == ["import_qti_own_marking"]
    same = another.replace(">A<", ">B<")
    assert only(item(choices(TWO), response("B"), same)).issues == ()


def test_adaptive_items_and_templates_are_pointed_out():
    adaptive = FIRE.replace('adaptive="false"', 'adaptive="true"')
    assert codes(only(adaptive)) == ["import_qti_adaptive"]
    changing = item(
        choices(TWO, prompt="3+<printedVariable identifier='N'/>是"),
        response("B") + '<templateDeclaration identifier="N" cardinality="single" baseType="integer"/>',
        template(CORRECT),
    )
    draft = only(changing)
    assert draft.is_blocked and codes(draft) == ["import_qti_template"]
    assert draft.stem == "3+[N]是"


def test_the_most_points():
    most = '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue>'
    most += "<value>2.5</value></defaultValue></outcomeDeclaration>"
    assert only(item(choices(TWO), response("B") + most, template(CORRECT))).points == 250


# ── Blanks ────────────────────────────────────────────────────────────────────


def test_text_entries_are_blanks():
    entry = '<textEntryInteraction responseIdentifier="{}" expectedLength="5"/>'
    body = f"<p>老年人指{entry.format('R1')}周岁以上，老年节是{entry.format('R2')}。</p>"
    declared = response("60", kind="string", mapped={"60": "1", "六十": "1", "59": "0.5"}, name="R1")
    declared += response("九月初九", kind="string", name="R2")
    draft = only(item(body, declared, template(MAPPED)))
    assert draft.stem == "老年人指____周岁以上，老年节是____。"
    assert draft.key == (("60", "六十"), ("九月初九",))
    assert codes(draft) == ["import_weights_lost"]


# ── What we have no type for ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<p>只是说明</p>", "description"),
        (
            '<extendedTextInteraction responseIdentifier="R"><prompt>谈谈</prompt></extendedTextInteraction>',
            "essay",
        ),
        ('<matchInteraction responseIdentifier="R"/>', "matching"),
        ('<orderInteraction responseIdentifier="R"/>', "dragging"),
        ('<hotspotInteraction responseIdentifier="R"/>', "hotspot"),
        ('<sliderInteraction responseIdentifier="R"/>', "other"),
        (choices(TWO) + choices(TWO, name="R2"), "several"),
    ],
)
def test_what_we_have_no_type_for_is_listed(body, kind):
    assert unread(item(body)) == kind


# ── Packages ──────────────────────────────────────────────────────────────────


def test_a_package_in_the_order_of_its_manifest():
    first, second = (FIRE.replace("item-1", name) for name in ("one", "two"))
    files = {
        "imsmanifest.xml": manifest("items/b.xml", "items/a.xml"),
        "items/a.xml": as_version(first, "2.1"),
        "items/b.xml": as_version(second, "2.2"),
        "items/unlisted.xml": as_version(FIRE.replace("item-1", "three"), "3.0"),
        "test.xml": "<assessmentTest/>",
        "style.css": "p {}",
    }
    reading = read(package(files))
    assert [draft.ext_id for draft in reading.drafts] == ["two", "one", "three"]
    assert [draft.section for draft in reading.drafts][:2] == ["items/b.xml", "items/a.xml"]
    assert reading.unread == () and reading.issues == ()


def test_a_package_without_a_manifest():
    reading = read(package({"a.xml": as_version(FIRE, "3.0")}))
    assert len(reading.drafts) == 1
    assert [issue.code for issue in reading.issues] == ["import_qti_no_manifest"]


def test_pictures_of_a_package():
    shown = '看图<img src="../images/a%20b.png" alt="图"/>'
    shown += '<object data="../images/a b.png" type="image/png">另</object>'
    shown += '<img src="../../../etc/passwd"/>'
    files = {
        "imsmanifest.xml": manifest("items/a.xml"),
        "items/a.xml": as_version(item(choices(TWO, prompt=shown), response("B"), template(CORRECT)), "2.1"),
        "images/a b.png": PNG,
    }
    (draft,) = read(package(files)).drafts
    assert [(one.name, one.alt, one.data) for one in draft.pictures] == [
        ("a b.png", "图", PNG),
        ("a b.png", "另", PNG),
    ]
    assert codes(draft) == ["import_picture_missing"]


def test_shared_material_of_a_package():
    linked = FIRE.replace("<itemBody>", '<assessmentStimulusRef identifier="s" href="../s.xml"/><itemBody>')
    shared = "<qti-stimulus-body><p>材料</p></qti-stimulus-body>"
    stimulus = f"<qti-assessment-stimulus>{shared}</qti-assessment-stimulus>"
    files = {"items/a.xml": as_version(linked, "3.0"), "s.xml": stimulus}
    (draft,) = read(package(files)).drafts
    assert draft.stem == "材料\n火警电话是"
    (draft,) = read(as_version(linked, "3.0")).drafts
    assert draft.is_blocked and codes(draft) == ["import_qti_stimulus"]


def test_one_broken_file_leaves_the_others_be():
    files = {
        "imsmanifest.xml": manifest("gone.xml", "a.xml", "b.xml", "c.xml"),
        "a.xml": as_version(FIRE, "2.1"),
        "b.xml": "<assessmentItem>",
        "c.xml": '<!DOCTYPE a [<!ENTITY x "y">]><assessmentItem/>',
    }
    reading = read(package(files))
    assert len(reading.drafts) == 1
    assert [(one.text, one.code) for one in reading.unread] == [
        ("gone.xml", "import_qti_file_missing"),
        ("b.xml", "import_qti_file_broken"),
        ("c.xml", "import_xml_entities"),
    ]


# ── What is refused ───────────────────────────────────────────────────────────


def refused(content: bytes | str) -> str:
    broken = refusal(read, content)
    assert broken.status == 400
    return broken.code


@pytest.mark.parametrize("name", ["../a.xml", "a/../../b.xml", "/etc/passwd", "C:/a.xml", "a\\..\\..\\b.xml"])
def test_names_that_lead_out_of_the_package_are_refused(name):
    assert refused(package({name: as_version(FIRE, "2.1")})) == "import_zip_path"


def test_bombs_are_refused():
    assert refused(package({"a.xml": b"<a>" + b" " * 20_000_000})) == "file_unpacks_too_big"
    assert refused(package({f"{n}.xml": b"" for n in range(10_001)})) == "file_unpacks_too_big"
    nodes = b"<a>" + b"<b/>" * 100_000 + b"</a>"
    assert refused(package({f"{n}.xml": nodes for n in range(3)})) == "import_xml_too_big"
    assert refused(b"PK\x03\x04 and no more") == "file_broken"
    assert (
        refused('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem/>')
        == "import_xml_entities"
    )


def test_the_old_version_is_named():
    old = (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment/></questestinterop>'
    )
    assert refused(old) == "import_qti12"
    listed = manifest("a/a.xml", kind="imsqti_xmlv1p2")
    assert refused(package({"imsmanifest.xml": listed, "a/a.xml": old})) == "import_qti12"
    assert refused(package({"a/a.xml": old})) == "import_qti12"


def test_other_files_are_told_apart():
    assert refused("<quiz/>") == "import_not_qti"
    assert refused(manifest("a.xml")) == "import_qti_without_items"
    assert refused(package({"a.txt": b"x"})) == "import_qti_without_items"


# ── What we write ─────────────────────────────────────────────────────────────


def test_a_package_as_others_read_it():
    exported = [ExportItem(item=make_item(code="0901-001", topic="0901"), picture=picture())]
    assert write_qti(exported) == write_qti(exported)
    many = [ExportItem(item=make_item(code=f"0901-{n}")) for n in range(1_100)]
    assert len(read(write_qti(many)).drafts) == 1_100
