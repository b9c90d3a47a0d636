"""Sentences for people: plain English source strings that the window translates."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named gaps, `"The loss became {value}."`, and what fills them."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


class InvalidInput(ValueError):  # noqa: N818 - a invalid is no error of the program
    """Input that cannot be used. Carries the one sentence that a person is shown."""

    def __init__(self, text: str, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))
