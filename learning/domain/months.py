"""Months as addresses name them: 2026-11."""

from datetime import date


def month_in(text: str, today: date) -> date:
    """The first day of the month that is named; of this one where none or a later one is."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return min(found, today.replace(day=1))


def earlier_month(month: date) -> str:
    year, number = (month.year - 1, 12) if month.month == 1 else (month.year, month.month - 1)
    return f"{year:04}-{number:02}"


def later_month(month: date, today: date) -> str:
    """Nothing after this one."""
    if month >= today.replace(day=1):
        return ""
    year, number = (month.year + 1, 1) if month.month == 12 else (month.year, month.month + 1)
    return f"{year:04}-{number:02}"
