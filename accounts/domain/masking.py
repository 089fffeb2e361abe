"""Names and phone numbers as strangers may see them."""


def mask_name(name: str) -> str:
    """Keep the first character and, of three or more, the last; of a dotted name the first of each part.

    张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧**三, 阿卜杜·买买提 → 阿**·买**.
    """
    parts = name.strip().split("·")
    if len(parts) > 1:
        return "·".join(part[:1] + "*" * max(1, len(part) - 1) for part in parts)
    whole = parts[0]
    if len(whole) <= 2:
        return whole[:1] + "*"
    return whole[0] + "*" * (len(whole) - 2) + whole[-1]


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; of a shorter number, nothing."""
    if len(phone) < 11:
        return "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}"
