"""Whether a password will do, in our own words."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

# Django's codes and ours; its own sentences are not all translated.
_CODES = {
    "password_too_short": "password_too_short",
    "password_too_common": "password_too_common",
    "password_entirely_numeric": "password_only_digits",
    "password_too_similar": "password_too_similar",
}


def password_faults(password: str, user: User) -> list[str]:
    """Codes of what is wrong with it, each with its sentence in `accounts.messages`; none if fine."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [_CODES.get(fault.code or "", "weak_password") for fault in error.error_list]
    return []
