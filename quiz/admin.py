"""The administrators' desk for the bank: everything may be looked at; writing goes by /manage/bank."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quiz.domain.rich_text import plain_text
from quiz.models import Question, QuestionReview, QuestionRevision, Topic


class LookOnly:
    """Rows that services write and nobody else."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Topic)
class TopicAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("code", "name", "name_en", "parent")
    search_fields = ("code", "name", "name_en")
    list_select_related = ("parent",)


class RevisionInline(LookOnly, admin.TabularInline):
    model = QuestionRevision
    fields = ("number", "type", "stem", "difficulty", "author", "reviewer", "is_published", "created_at")
    extra = 0
    show_change_link = True


class ReviewInline(LookOnly, admin.TabularInline):
    model = QuestionReview
    fields = ("at", "step", "by", "comment")
    extra = 0


@admin.register(Question)
class QuestionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("code", "bank", "topic", "fact", "state")
    list_filter = ("state", "bank", "topic__parent")
    search_fields = ("code", "=fact", "revisions__stem")
    list_select_related = ("topic",)
    inlines = (RevisionInline,)


@admin.register(QuestionRevision)
class QuestionRevisionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("question", "number", "type", "text", "difficulty", "review_by", "is_published")
    list_filter = ("is_published", "type", "difficulty")
    search_fields = ("question__code", "stem")
    list_select_related = ("question",)
    inlines = (ReviewInline,)

    @admin.display(description=_("题干"))
    def text(self, revision: QuestionRevision) -> str:
        return plain_text(revision.stem)[:60]
