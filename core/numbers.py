"""Numbers: the quantities of a page, each named, explained and given its unit once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity that pictures, curves and the formula call by its `name`.

    `label` is what stands beside its value, `symbol` how a formula writes it (LaTeX), `help` one
    sentence on what it is. `form` is the format of a value, `coarse` the one while a run plays,
    where the quick value has fewer places. Beside what has its own name, the layers and views
    called `shown` are what it means in the pictures.
    """

    name: str
    label: str
    symbol: str
    unit: str
    help: str
    role: str = "muted"
    form: str = ".3f"
    coarse: str = ""
    shown: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the readings, layers and views are called that show this number."""
        return (self.name, *self.shown)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number beside a title: `label` value `unit`. `form` is a format specification.

    `help` is a sentence on what the number is, `name` that of the Number that it has the value of.
    """

    label: str
    value: float
    form: str = ".3f"
    unit: str = ""
    role: str = "muted"
    help: str = ""
    name: str = ""
