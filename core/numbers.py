"""Numbers: the quantities of a page, each named, explained and given its unit once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity that pictures, curves and the formula call by its `name`.

    `label` is what stands beside its value, `symbol` how a formula writes it (LaTeX), `help` one
    sentence on what it is. `form` is the format of a value, `coarse` the one while a run plays,
    where the quick value has fewer places.
    """

    name: str
    label: str
    symbol: str
    unit: str
    help: str
    role: str = "muted"
    form: str = ".3f"
    coarse: str = ""
