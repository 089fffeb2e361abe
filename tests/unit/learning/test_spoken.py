"""Questions with their keys as something to listen to."""

import pytest

from learning.domain.spoken import stated


@pytest.mark.parametrize(
    ("type", "stem", "answers", "wanted"),
    [
        ("single", "成年人每天吃盐不超过（　　）。", ["5克"], ("成年人每天吃盐不超过5克。", "")),
        ("single", "水在( )℃结冰。", ["<b>0</b>"], ("水在<b>0</b>℃结冰。", "")),
        ("single", "下列属于有害垃圾的是（　　）。", ["电池"], ("下列属于有害垃圾的是。", "电池")),
        ("single", "误食毒蘑菇，先做什么？（　　）", ["催吐"], ("误食毒蘑菇，先做什么？", "催吐")),
        ("multi", "减盐的办法有（　　）。", ["用盐勺", "看标签"], ("减盐的办法有。", "用盐勺；看标签")),
        ("judge", "癌症发现得越早越好治。", ["正确"], ("癌症发现得越早越好治。", "正确")),
        ("blank", "水在____度结冰，____度沸腾。", ["0", "100"], ("水在0度结冰，100度沸腾。", "")),
    ],
)
def test_the_key_stands_in_the_sentence_where_it_fits(type, stem, answers, wanted):
    assert stated(type, stem, answers) == wanted
