"""A person's display mode and text size."""

from accounts.models import User


def choose_display(user: User, *, mode: str, text_size: str) -> None:
    """Keep the person's own choice; it holds on every device."""
    User.objects.filter(pk=user.pk).update(display_mode=mode, text_size=text_size)
