"""What counts as a phone number."""

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def normal_phone(phone: str) -> str:
    """ASCII digits only, without the country code: "+86 138-1234 1234" → "13812341234".

    Anything with other characters than digits, spaces, hyphens, brackets, dots and a plus
    is no phone number and gives "".
    """
    text = unicodedata.normalize("NFKC", phone)
    bare = re.sub(r"[\s\-().–—]", "", text)
    if not re.fullmatch(r"\+?[0-9]+", bare, re.ASCII):
        return ""
    for prefix in ("+86", "0086", "86"):
        if bare.startswith(prefix) and len(bare) == len(prefix) + 11:
            return bare.removeprefix(prefix)
    return bare.removeprefix("+")


def is_mobile(phone: str) -> bool:
    """Whether the text is a mainland mobile number: 11 digits from 13 to 19, however it is spaced."""
    return _MOBILE.fullmatch(normal_phone(phone)) is not None
