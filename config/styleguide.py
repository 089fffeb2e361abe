"""Every piece of the interface on one page, in all its states. Included only where DEBUG is on."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

BUTTONS = [
    {"kind": "primary", "label": "开始答题"},
    {"kind": "quiet", "label": "返回检查"},
    {"kind": "danger", "label": "关闭竞赛"},
    {"kind": "bare", "label": "清空"},
]
OPTIONS = [
    {"value": 1, "key": "A", "text": "3克"},
    {"value": 2, "key": "B", "text": "5克", "checked": True},
    {"value": 3, "key": "C", "text": "酱油、咸菜里的盐也要算进去，只盯着炒菜放的盐不够，要会看标签"},
    {"value": 4, "key": "D", "text": "不能选的一项", "disabled": True},
]  # fmt: skip
DEPARTMENTS = [
    {"label": "城关街道", "value": 96.2, "text": "96.2%"},
    {"label": "市市场监督管理局", "value": 81.5, "text": "81.5%", "mine": True},
    {"label": "高新技术产业开发区管理委员会", "value": 40, "text": "40%"},
    {"label": "市图书馆", "value": 0, "text": "0%"},
]
DAYS = [
    {"label": f"11月{20 + day}日", "value": value} for day, value in enumerate((12, 30, 26, 44, 61, 58, 80))
]
ITEMS = [
    {"number": 1, "facility": 0.76, "r": 0.29, "is_bad": False},
    {"number": 2, "facility": 0.4, "r": -0.22, "is_bad": True},
    {"number": 3, "facility": 0.55, "r": 0.41, "is_bad": False},
    {"number": 12, "facility": 0.18, "r": 0.08, "is_bad": False},
]
CHOSEN = [
    {"letter": "A", "is_key": True, "shares": (0.31, 0.52, 0.78)},
    {"letter": "B", "is_key": False, "shares": (0.4, 0.3, 0.12)},
    {"letter": "C", "is_key": False, "shares": (0.21, 0.12, 0.06)},
    {"letter": "D", "is_key": False, "shares": (0.08, 0.06, 0.04)},
]
PLACES = [
    {"place": 1, "name": "欧**娜", "department": "市市场监督管理局", "points": 100.0, "elapsed_ms": 161_000},
    {"place": 2, "name": "张*", "department": "城关街道", "points": 100.0, "elapsed_ms": 185_000},
    {
        "place": 3,
        "name": "阿*·买**",
        "department": "高新技术产业开发区",
        "points": 97.5,
        "elapsed_ms": 118_000,
    },
]
CELLS = [
    {"position": 1},
    {"position": 2, "is_answered": True},
    {"position": 3, "is_flagged": True},
    {"position": 4, "is_answered": True, "is_flagged": True},
    {"position": 5, "is_answered": True, "is_current": True},
    {"position": 6, "is_current": True},
    {"position": 7, "is_locked": True},
    {"position": 8, "is_answered": True, "verdict": "right"},
    {"position": 9, "is_answered": True, "verdict": "wrong"},
    {"position": 100, "is_answered": True},
]
COLUMNS = [{"label": "名次", "number": True}, {"label": "姓名"}, {"label": "得分", "number": True}]
ROWS = [{"cells": [n, f"张*{n}", 101 - n], "me": n == 3} for n in range(1, 30)]
ICONS = [
    "mark",
    "back",
    "next",
    "down",
    "check",
    "cross",
    "flag",
    "cells",
    "clock",
    "info",
    "ok",
    "warn",
    "danger",
    "home",
    "user",
    "people",
    "building",
    "settings",
    "logout",
    "menu",
    "language",
    "elder",
    "trophy",
    "medal",
    "board",
    "calendar",
    "document",
    "book",
    "pencil",
    "repeat",
    "download",
    "upload",
    "print",
    "copy",
    "qr",
    "phone",
    "sound",
    "help",
    "plus",
    "search",
    "trash",
    "eye",
    "play",
    "pause",
    "lock",
    "offline",
    "half",
]


class SampleForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="和工牌上的一样。")
    phone = forms.CharField(label="手机号", initial="138", help_text="用来登录和领奖。")
    department = forms.ChoiceField(label="单位", choices=[("", "请选择"), ("1", "城关街道")], required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    group = forms.ChoiceField(
        label="组别", choices=[("a", "青少年"), ("b", "成年人")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="我已读过活动规则")

    def clean_phone(self) -> str:
        raise forms.ValidationError("手机号是11位数字，现在有3位。")


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide.html", _samples(timezone.now()))


def _samples(now: Any) -> dict[str, Any]:
    return {
        "buttons": BUTTONS,
        "options": OPTIONS,
        "departments": DEPARTMENTS,
        "days": DAYS,
        "items": ITEMS,
        "options_chosen": CHOSEN,
        "places": PLACES,
        "cells": CELLS,
        "columns": COLUMNS,
        "rows": ROWS,
        "icons": ICONS,
        "form": SampleForm({"bad-phone": "138"}, prefix="bad"),
        "clean_form": SampleForm(),
        "tabs": [
            {"label": "个人", "href": "#tabs", "current": True},
            {"label": "单位", "href": "#tabs", "count": 6},
        ],
        "crumbs": [
            {"label": "管理", "href": "#"},
            {"label": "全市科普知识竞赛", "href": "#"},
            {"label": "参赛名单"},
        ],
        "page": Paginator(range(100), 10).page(3),
        "deadline": now + timedelta(minutes=29, seconds=40),
        "now": now,
        "facts": [("开始", now), ("截止", now + timedelta(days=7))],
    }


urlpatterns = [path("styleguide", styleguide, name="styleguide")]
