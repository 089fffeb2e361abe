"""Sentences for a table of results that is tried on a rule sheet."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

register(
    {
        "trial_without_window": _("没有写。试算只看结果表里的时间，发布前请补上起止时间。"),
        "results_empty_file": _("文件是空的。第一行应当是列名。"),
        "results_no_rows": _("只有列名，没有答卷。"),
        "results_unknown_column": _("不认识这一列。可以用：%(known)s。不需要的列请删掉。"),
        "results_column_twice": _("这一列出现了两次。请只留一列。"),
        "results_column_missing": _("缺少这一列。"),
        "results_too_many_cells": _("这一行比列名多出了内容。请检查是否多了逗号。"),
        "results_cell_empty": _("不能空着。"),
        "results_not_a_number": _("“%(given)s”不是数。请填不小于 0 的数。"),
        "results_too_many_decimals": _("“%(given)s”的小数位太多，最多 %(most)s 位。"),
        "results_bad_moment": _("“%(given)s”不是时间。请写成 2026-09-01 09:00:00 的样子。"),
        "results_not_yes_or_no": _("“%(given)s”看不懂。请填“是”或“否”，留空为否。"),
        "results_ends_before_start": _("交卷时间早于开始时间。"),
        "results_twice": _("“%(name)s”出现了两次。请只留一行。"),
        "results_key_needs_column": _("规则要比“%(key)s”，但表里没有这一列。请补上，或改排名依据。"),
        "results_groups_need_column": _("规则分组排名，但表里没有组别。请补上这一列。"),
        "results_boards_need_column": _("规则有单位榜，但表里没有单位。请补上这一列。"),
        "results_need_headcounts": _("参与率要用应参加人数来算。请用 --headcounts 给出各单位人数。"),
        "results_need_kind": _("单位榜要用“%(kind)s”类单位，但人数表里没有。请在“类别”一列写明。"),
        "results_above_full_mark": _("得分高于满分（%(full)s 分）。"),
        "results_too_many_attempts": _("“%(given)s”的答卷多于规则允许的 %(total)s 份。"),
        "results_person_differs": _("与同一人第 %(line_before)s 行的“%(before)s”不一致。"),
        "results_unknown_group": _("没有“%(given)s”这个组。可以写：%(known)s。"),
        "results_department_without_headcount": _("人数表里没有“%(name)s”。请补上一行。"),
        "results_headcount_too_small": _("“%(name)s”应参加 %(headcount)s 人，却有 %(count)s 人答题。"),
        "results_unknown_parent": _("人数表里没有上级“%(name)s”。"),
        "results_parent_loop": _("“%(name)s”的上级绕了一圈又回到自己。"),
    }
)
