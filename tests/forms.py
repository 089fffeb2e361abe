"""What a browser would send from a form of a page, as the page stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """`fields`: name → values that the form's inputs hold. `buttons`: (name, value) of submit buttons."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select: tuple[str, bool] | None = None
        self._options: list[tuple[str, bool]] = []
        self._textarea: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(action=found.get("action", ""), method=found.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None or "disabled" in found:
            return
        elif tag == "input":
            self._input(found)
        elif tag == "button" and found.get("type", "submit") == "submit":
            self._form.buttons.append((found.get("name", ""), found.get("value", "")))
        elif tag == "select":
            self._select, self._options = (found["name"], "multiple" in found), []
        elif tag == "option":
            self._options.append((found.get("value", ""), "selected" in found))
        elif tag == "textarea":
            self._textarea = (found["name"], [])

    def _input(self, found: dict[str, str]) -> None:
        assert self._form is not None
        kind = found.get("type", "text")
        if "name" not in found or kind in ("file", "submit", "button", "image"):
            return
        if kind in ("checkbox", "radio"):
            if "checked" in found:
                self._form.put(found["name"], found.get("value", "on"))
            return
        self._form.put(found["name"], found.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea is not None and self._form is not None:
            self._form.put(self._textarea[0], "".join(self._textarea[1]).removeprefix("\n"))
            self._textarea = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, is_multiple = self._select
            chosen = [value for value, is_chosen in self._options if is_chosen]
            if not chosen and not is_multiple and self._options:
                chosen = [self._options[0][0]]
            for value in chosen:
                self._form.put(name, value)
            self._select = None


def forms_of(page: str) -> list[PageForm]:
    """Every form of a page, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_with(page: str, name: str) -> PageForm:
    """The form of a page that has this input or button."""
    return next(
        one for one in forms_of(page) if name in one.fields or name in {button for button, _ in one.buttons}
    )
