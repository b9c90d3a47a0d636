"""Where ticks stand and what they say."""

import math

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
THIN_SPACE = "\u2009"
STEPS = (1.0, 2.0, 5.0, 10.0)
PLAIN_DECADES = range(-2, 4)
"""Powers of ten that are written out; beyond them they are written as 10 to a power."""

Tick = tuple[float, str]
"""A place along the axis (a logarithm where the axis is logarithmic) and its text."""


def ticks(low: float, high: float, count: float, log: bool, whole: bool = False) -> list[Tick]:
    """About `count` ticks, two at least, between `low` and `high`, which are logarithms if `log`.

    `whole` ticks stand at whole numbers only, such as steps.
    """
    return _log_ticks(low, high, count) if log else _plain_ticks(low, high, count, whole)


def nice_step(span: float, count: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that gives at most `count` parts of `span`."""
    if not (math.isfinite(span) and span > 0):
        return 1.0
    rough = span / max(1.0, count)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * step for step in STEPS if power * step >= rough * (1 - 1e-9))


def number(value: float, step: float) -> str:
    """A value as text, with the decimals that `step` needs, and a true minus sign."""
    size = max(abs(value), step)
    if size >= 1e5 or (step < 1e-4 and size < 1e-2):
        return _power_text(value, step)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN_SPACE)
    return f"\u2212{text}" if value < 0 and float(f"{value:.{decimals}f}") != 0 else text


def _plain_ticks(low: float, high: float, count: float, whole: bool = False) -> list[Tick]:
    for closer in (1.0, 1.5, 2.0, 4.0):
        step = nice_step(high - low, count * closer)
        step = max(1.0, step) if whole else step
        first = math.ceil(low / step - 1e-9)
        last = math.floor(high / step + 1e-9)
        if last > first:
            break
    return [(index * step, number(index * step, step)) for index in range(first, last + 1)]


def _log_ticks(low: float, high: float, count: float) -> list[Tick]:
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(decades) >= 3:
        stride = max(1, math.ceil(len(decades) / max(2.0, count)))
        even = [d for d in decades if d % stride == 0]
        return [(float(d), _decade(d)) for d in (even if len(even) > 1 else decades[::stride])]
    within = [
        (math.log10(digit * 10.0**decade), digit, decade)
        for decade in range(math.floor(low), math.ceil(high) + 1)
        for digit in (1, 2, 5)
    ]
    found = [(at, _digit(d, k)) for at, d, k in within if low - 1e-9 <= at <= high + 1e-9]
    if len(found) >= 2:
        return found
    plain = _plain_ticks(10.0**low, 10.0**high, count)
    return [(math.log10(p), text) for p, text in plain if p > 0]


def _decade(power: int) -> str:
    if power in PLAIN_DECADES:
        return _digit(1, power)
    return "10" + str(power).translate(SUPERSCRIPTS)


def _digit(digit: int, power: int) -> str:
    if power not in PLAIN_DECADES:
        return f"{digit}·10" + str(power).translate(SUPERSCRIPTS)
    text = f"{digit * 10.0**power:.{max(0, -power)}f}"
    return f"{int(text):,}".replace(",", THIN_SPACE) if power >= 3 else text


def _power_text(value: float, step: float) -> str:
    if value == 0:
        return "0"
    if step >= 1000 and abs(value) < 1e15:
        for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
            if step >= size or (abs(value) >= size and step >= size / 100):
                sign = "\u2212" if value < 0 else ""
                return f"{sign}{abs(value) / size:g}{letter}"
    power = math.floor(math.log10(abs(value)) + 1e-9)
    head = f"{value / 10.0**power:.3g}".replace("-", "\u2212")
    return f"{head}·10" + str(power).translate(SUPERSCRIPTS)
