"""What follows when a person has chosen a password."""

from accounts.models import User


def password_was_changed(user: User) -> None:
    """A password that somebody else gave has been replaced."""
    User.objects.filter(pk=user.pk, must_change_password=True).update(must_change_password=False)
