"""What a browser would send of a form that nobody has touched, read from the page."""

from __future__ import annotations

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self._fields: Fields | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in pairs}
        if tag == "form":
            self._fields = self.forms.setdefault(attrs.get("action", ""), {})
        if self._fields is None:
            return
        if tag == "input" and attrs.get("name") and (attrs.get("type") != "checkbox" or "checked" in attrs):
            self._fields.setdefault(attrs["name"], []).append(attrs.get("value", ""))
        elif tag == "select":
            self._select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self._fields[self._select] = [attrs["value"]]
        elif tag == "textarea":
            self._area = attrs["name"]
            self._fields[self._area] = [""]

    def handle_data(self, data: str) -> None:
        if self._area and self._fields is not None:
            self._fields[self._area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "textarea":
            self._area = ""


def form(html: str, action: str) -> Fields:
    """Return the fields of the form that goes to ``action``; KeyError when the page has none."""
    reader = _Forms()
    reader.feed(html)
    return {name: values for name, values in reader.forms[action].items() if name != "csrf"}


def boxes(html: str, name: str) -> list[str]:
    """Return the values of all boxes of a name that stand on a page, ticked or not."""
    found: list[str] = []

    class Boxes(HTMLParser):
        def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
            attrs = dict(pairs)
            if tag == "input" and attrs.get("type") == "checkbox" and attrs.get("name") == name:
                found.append(attrs.get("value") or "")

    Boxes().feed(html)
    return found
