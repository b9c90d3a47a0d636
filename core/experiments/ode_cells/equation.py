"""The system in the cells, with the parameters that a person typed."""

import math
from dataclasses import replace

from core.message import InvalidInput
from core.odes.system import System
from core.odes.systems import SYSTEMS
from core.written_number import parse_number

PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def parameter_values(system: System, equation: str) -> tuple[float, ...]:
    """The parameters of a system with those that an equation names. Raises InvalidInput."""
    names = [plain_name(name) for name in system.parameters]
    found = list(system.defaults)
    parts = [part for part in equation.replace(";", ",").split(",") if part.strip()]
    for place, part in enumerate(parts):
        name, equals, written = part.rpartition("=")
        if (equals and plain_name(name) not in names) or place >= len(names):
            raise InvalidInput(
                "{name} has the parameters {known}; {given} is none of them.",
                name=system.name, known=", ".join(names), given=(name or written).strip(),
            )  # fmt: skip
        index = names.index(plain_name(name)) if equals else place
        try:
            found[index] = parse_number(written)
        except ValueError:
            found[index] = math.nan
        if not math.isfinite(found[index]) or found[index] == 0:
            raise InvalidInput(
                "{name} is a number other than 0, not {value}.",
                name=names[index], value=repr(written.strip()),
            )  # fmt: skip
    return tuple(found)


def plain_name(name: str) -> str:
    """A name as it can be typed: r₁ is r1."""
    return name.strip().translate(PLAIN)


def system_of(name: str, equation: str = "") -> System:
    """The system of this name, with the parameters that an equation names."""
    known = next(known for known in SYSTEMS if known.name == name)
    return replace(known, defaults=parameter_values(known, equation)) if equation else known
