"""The names of topics."""

from django.utils.translation import get_language

from quiz.models import Topic


def topic_names() -> dict[str, str]:
    """Code → name in the reader's language; one statement."""
    name = "name_en" if (get_language() or "").startswith("en") else "name"
    return dict(Topic.objects.values_list("code", name))
