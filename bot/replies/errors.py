"""The one error of this room."""


class ReplyError(Exception):
    """A reply cannot be rendered. `code` is stable; `detail` names a template, variable or button, never user text."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
