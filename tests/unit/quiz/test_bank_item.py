"""A question as plain values: what its source says in one line."""

from quiz.domain.bank_item import Source, source_text


def test_a_source_in_one_line_without_what_is_missing():
    law = Source(type="law", title="中华人民共和国消防法", issuer="全国人大常委会", article="第二条")
    assert source_text(law) == "全国人大常委会 《中华人民共和国消防法》 第二条"
    assert (
        source_text(Source(type="law", title="关于《消防法》的说明", doc_no="1号"))
        == "关于《消防法》的说明 1号"
    )


def test_no_source_says_nothing():
    assert source_text(None) == ""
