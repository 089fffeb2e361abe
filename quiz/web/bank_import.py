"""Importing questions under /manage/bank/import: upload, look through, mend, take, undo. For organizers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence
from accounts.web.files import XLSX, as_file
from accounts.web.request import PersonRequest
from quiz.access import import_item, import_of
from quiz.bank_words import FORMATS
from quiz.domain.imports.draft import Issue
from quiz.domain.imports.standing import picture_of
from quiz.domain.pictures import CONTENT_TYPES, picture_kind
from quiz.models import ImportBatch, ImportItem
from quiz.selectors.imports import (
    ImportCounts,
    codes_taken,
    draft_of_item_row,
    import_counts,
    items_shown,
    known_topics,
    visible_batches,
    with_counts,
)
from quiz.services.import_commit import commit_batch, undo_batch
from quiz.services.import_parsing import parse_batch
from quiz.services.imports import decide_item, edit_item, reread_batch, upload_questions
from quiz.services.question_template import question_template
from quiz.web.bank_desk import bank_page
from quiz.web.bank_forms import rows_sent
from quiz.web.import_forms import CommitForm, ItemForm, RereadForm, UploadForm, item_filled_from
from quiz.web.import_shown import issue_told, shown_items

PAGE, PAST = 20, 20
# So small a file is read while one waits for the page.
AT_ONCE = 400 * 1024
State = ImportBatch.State
_WAITS = (State.WAITING, State.PARSING, State.COMMITTING)
Page = Callable[..., HttpResponse]


def author_page(page: Page) -> Page:
    """For whoever may write questions; everybody else gets 404."""

    @bank_page
    @wraps(page)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.desk.may_write:  # type: ignore[attr-defined]
            raise Http404
        return page(request, *args, **kwargs)

    return guarded


# ── Upload ────────────────────────────────────────────────────────────────────


@author_page
@require_http_methods(["GET", "POST"])
def upload(request: PersonRequest) -> HttpResponse:
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("bank_import_batch", _uploaded(request, form).pk)
        except RuleBroken as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", explain(error))
    past = Paginator(with_counts(visible_batches(request.user)), PAST).get_page(request.GET.get("page"))
    context = {"form": form, "page": past, "past": [(one, _format_word(one)) for one in past]}
    return render(request, "quiz/import/upload.html", context, status=400 if form.errors else 200)


def _uploaded(request: PersonRequest, form: UploadForm) -> ImportBatch:
    sent = form.upload()
    batch = upload_questions(
        request.user, sent, now=request.now, format=form.cleaned_data["format"], answers=form.answer_file()
    )
    if len(sent.content) <= AT_ONCE:
        parse_batch(batch.pk, now=request.now)
    return batch


@author_page
@require_GET
def template(request: PersonRequest) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    return as_file(question_template(known_topics(), english=english), _("题目模板.xlsx"), XLSX)


# ── One import ────────────────────────────────────────────────────────────────


@author_page
@require_GET
def batch(request: PersonRequest, batch_id: int) -> HttpResponse:
    found = import_of(request.user, batch_id)
    if found.state in _WAITS:
        return render(request, "quiz/import/waiting.html", {"batch": found})
    return _review(request, found, CommitForm(initial=_first_choices(found)))


@author_page
@require_GET
def progress(request: PersonRequest, batch_id: int) -> HttpResponse:
    """The part of the waiting page that htmx asks for; it has the page loaded again at the end."""
    found = import_of(request.user, batch_id)
    response = render(request, "quiz/import/_progress.html", {"batch": found})
    if found.state not in _WAITS:
        response["HX-Refresh"] = "true"
    return response


def _first_choices(found: ImportBatch) -> dict[str, Any]:
    return {"topic": found.topic.code if found.topic else "", "source": found.source}


def _review(request: PersonRequest, found: ImportBatch, form: CommitForm, status: int = 200) -> HttpResponse:
    which = request.GET.get("show", "")
    counts = import_counts(found)
    page = Paginator(items_shown(found, which), PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": found,
        "counts": counts,
        "codes": codes_taken(found),
        "form": form,
        "reread": RereadForm(initial={"format": found.wanted_format}),
        "tabs": _tabs(which, counts),
        "show": which,
        "query": f"show={which}&" if which else "",
        "page": page,
        "items": shown_items(found, list(page), timezone.localdate(request.now)),
        "format_word": _format_word(found),
        "percent": int(found.confidence * 100),
        "error": sentence(found.error, found.values) if found.error else "",
        "told": [issue_told(Issue(**one)) for one in found.issues],
        "unread": _unread(found),
        "may_reread": found.state in (State.READY, State.FAILED) and not found.is_forgotten,  # type: ignore[attr-defined]
    }
    return render(request, "quiz/import/review.html", context, status=status)


def _tabs(which: str, counts: ImportCounts) -> list[dict[str, Any]]:
    choices = [
        ("", _("全部"), counts.total),
        ("problems", _("有问题"), counts.problems),
        ("ready", _("可导入"), counts.ready + counts.doubtful),
        ("duplicates", _("重复或相近"), counts.alike),
        ("taken", _("已导入"), counts.taken),
    ]
    return [
        {"label": label, "href": f"?show={name}" if name else "?", "current": name == which, "count": count}
        for name, label, count in choices
    ]


def _unread(found: ImportBatch) -> list[dict[str, Any]]:
    """The lines that belong to no question, with the reason."""
    return [{**one, "why": sentence(one["code"])} for one in found.unread]


def _format_word(found: ImportBatch) -> str:
    name = found.format or found.wanted_format
    return str(FORMATS.get(name, name))


@author_page
@require_POST
def reread(request: PersonRequest, batch_id: int) -> HttpResponse:
    found = import_of(request.user, batch_id)
    form = RereadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise RuleBroken("import_format_unknown", status=400, name=request.POST.get("format", ""))
    chosen = form.cleaned_data["format"]
    reread_batch(request.user, found, now=request.now, format=chosen, answers=form.answer_file())
    parse_batch(found.pk, now=request.now)
    return redirect("bank_import_batch", found.pk)


@author_page
@require_POST
def commit(request: PersonRequest, batch_id: int) -> HttpResponse:
    found = import_of(request.user, batch_id)
    form = CommitForm(request.POST)
    if form.is_valid():
        try:
            _committed(request, found, form)
            return redirect("bank_import_batch", found.pk)
        except RuleBroken as error:
            form.add_error("topic" if "topic" in error.fields else None, explain(error))
    return _review(request, found, form, status=400)


def _committed(request: PersonRequest, found: ImportBatch, form: CommitForm) -> None:
    done = commit_batch(
        request.user,
        found,
        topic=form.chosen_topic(),
        source=form.cleaned_data["source"],
        with_doubtful=form.cleaned_data["with_doubtful"],
        now=request.now,
    )
    said = ngettext("已导入 %(n)s 题，存为草稿。", "已导入 %(n)s 题，存为草稿。", done.added) % {
        "n": done.added
    }
    messages.success(request, said)


@author_page
@require_http_methods(["GET", "POST"])
def undo(request: PersonRequest, batch_id: int) -> HttpResponse:
    found = import_of(request.user, batch_id)
    back = reverse("bank_import_batch", args=[found.pk])
    if request.method == "POST":
        undo_batch(request.user, found, now=request.now)
        messages.success(request, _("已撤销，这次导入的题都停用了。"))
        return redirect(back)
    count = import_counts(found).taken
    context = {
        "title": _("撤销这次导入"),
        "text": ngettext(
            "这次导入的 %(n)s 题会停用。还没有人用过它们时才能撤销；撤销后可以再导入。",
            "这次导入的 %(n)s 题会停用。还没有人用过它们时才能撤销；撤销后可以再导入。",
            count,
        )
        % {"n": count},
        "action": request.path,
        "label": _("撤销导入"),
        "kind": "danger",
        "cancel_url": back,
    }
    return render(request, "components/confirm_page.html", context)


# ── One question of it ────────────────────────────────────────────────────────


@author_page
@require_http_methods(["GET", "POST"])
def item(request: PersonRequest, batch_id: int, position: int) -> HttpResponse:
    found = import_item(import_of(request.user, batch_id), position)
    if found.question and found.batch.state != State.UNDONE:
        return redirect("bank_question", found.question.code)
    form = rows_sent(ItemForm, request, *item_filled_from(found))
    if request.method == "POST" and "add_row" not in request.POST and form.is_valid():
        draft = form.draft(draft_of_item_row(found))
        edit_item(request.user, found, draft, topic=form.chosen_topic(), now=request.now)
        if not found.is_blocked:
            messages.success(request, _("第 %(n)s 题改好了。") % {"n": found.position})
            return redirect(_place_of(found, request))
        form.add_error(None, _("还有必须改的地方，见下面的说明。已改的都存下了。"))
    shown = shown_items(found.batch, [found], timezone.localdate(request.now), in_full=True)[0]
    context = {"batch": found.batch, "form": form, "shown": shown, "back": _place_of(found, request)}
    return render(request, "quiz/import/item.html", context)


@author_page
@require_POST
def decide(request: PersonRequest, batch_id: int, position: int) -> HttpResponse:
    found = import_item(import_of(request.user, batch_id), position)
    decide_item(request.user, found, request.POST.get("decision", ""))
    return redirect(_place_of(found, request))


def _place_of(found: ImportItem, request: PersonRequest) -> str:
    """The review page as it was, at this question."""
    which, page = request.GET.get("show", ""), request.GET.get("page", "")
    query = "&".join(
        f"{name}={value}" for name, value in (("show", which), ("page", page)) if value.isalnum()
    )
    address = reverse("bank_import_batch", args=[found.batch_id])
    return f"{address}{'?' + query if query else ''}#q{found.position}"


@author_page
@require_GET
def picture(request: PersonRequest, batch_id: int, position: int) -> HttpResponse:
    """The picture that stood in a question of the file."""
    chosen = picture_of(draft_of_item_row(import_item(import_of(request.user, batch_id), position)))
    if chosen is None:
        raise Http404
    response = HttpResponse(chosen.data, content_type=CONTENT_TYPES[picture_kind(chosen.data)])
    response["Cache-Control"] = "private, max-age=600"
    return response
