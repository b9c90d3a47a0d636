r"""The formula of a page: rows of terms, with places for the numbers of this moment.

In its source, LaTeX, `{name}` stands for a number of the page, with the value below its symbol;
`[knob:x]` for x with the value of a knob below it, unless a `{name}` stands in x; and
`[knob=away:x]` for a term that a click strikes by turning the knob to `away`. What is struck from
the start says where a click turns it to: `[knob=away|back:x]`. `\\` begins a row.

    >>> rows = parsed(r"{nll} = -\log p - [volume=0:{det}]")
    >>> [(term.latex, term.number, term.knob, term.away) for term in rows[0]]
    [('', 'nll', '', ''), ('= -\\log p -', '', '', ''), ('', 'det', 'volume', '0')]
"""

import re
from dataclasses import dataclass

from core.knobs import Value
from core.numbers import Reading

SLOT = re.compile(r"\[(\w+)(?:=([^:|\]]+))?(?:\|([^:\]]+))?:([^\]]*)\]|\{([a-z]\w+)\}")
NUMBER = re.compile(r"\{([a-z]\w+)\}")


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a formula in LaTeX, and the number below it, which may be NaN: not known yet.

    A click on a term with a `knob`, in words `label`, turns it to `turns_to`; `struck`: it is away,
    `moved`: a person did it, `help`: what then happens. `shown` names what shows it, and the knob.
    """

    latex: str
    number: Reading | None = None
    knob: str = ""
    turns_to: Value | None = None
    struck: bool = False
    moved: bool = False
    help: str = ""
    shown: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a row: LaTeX as it stands, or the symbol of a number, and the knob it hangs on."""

    latex: str = ""
    number: str = ""
    knob: str = ""
    away: str = ""
    back: str = ""


def parsed(formula: str) -> tuple[tuple[Slot, ...], ...]:
    """The rows of a formula's source."""
    return tuple(_row(row) for row in formula.split("\\\\"))


def _row(row: str) -> tuple[Slot, ...]:
    found, end = list[Slot](), 0
    for match in SLOT.finditer(row):
        found.append(Slot(row[end : match.start()].strip()))
        knob, away, back, latex, number = (part or "" for part in match.groups())
        named = NUMBER.search(latex)
        number = named.group(1) if named else number
        plain = NUMBER.sub("", latex).strip() if named is None else ""
        found.append(Slot(plain, number, knob, away, back))
        end = match.end()
    found.append(Slot(row[end:].strip()))
    return tuple(slot for slot in found if slot != Slot())
