"""The knobs of the callbacks (core/callbacks), which every page that trains has; all off."""

from dataclasses import dataclass

from core.knobs import choice, number, switch

CALLBACKS = "callbacks"
"""Where the form shows these knobs."""
FIRST_CURVE = "first curve"
GOALS = LOWEST, _HIGHEST = ("lowest", "highest")
LONGEST = 10_000
"""Steps; longer than anybody watches."""


@dataclass(frozen=True, kw_only=True)
class CallbackKnobs:
    """What the callbacks do. The values of `scheduled` and `monitor` are names of the page's."""

    warm_up: int = number(
        0, 0, 2000, "Warm-up",
        "The learning rate rises in a straight line over so many first steps; 0 is off.",
        unit="steps", live=True, place=CALLBACKS,
    )  # fmt: skip
    scheduled: str = choice(
        "learning_rate", (), "Schedule of",
        "The knob that the drops multiply; the knob itself stays as you set it.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    first_drop: int = number(
        0, 0, 100, "First drop",
        "From this epoch on the scheduled knob is multiplied by the factor; 0 is never.",
        unit="epochs", live=True, place=CALLBACKS,
    )  # fmt: skip
    second_drop: int = number(
        0, 0, 100, "Second drop", "From this epoch on it is multiplied once more; 0 is never.",
        unit="epochs", live=True, place=CALLBACKS,
    )  # fmt: skip
    drop_factor: float = number(
        0.1, 0.01, 10.0, "Factor of a drop", "What each drop multiplies by; above 1 it rises.",
        logarithmic=True, live=True, place=CALLBACKS,
    )  # fmt: skip
    clip_norm: float = number(
        0.0, 0.0, 10.0, "Clip the gradient",
        "A gradient longer than this is shortened to it before the step; 0 is off.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    average: int = number(
        0, 0, 1000, "Average the weights",
        "The pictures show the moving average of the weights over about so many steps, not the"
        " weights that train; 0 is off.",
        unit="steps", live=True, place=CALLBACKS,
    )  # fmt: skip
    monitor: str = choice(
        FIRST_CURVE, (), "Watched number",
        "What best and early stop go by. A number of held-out data tells more than the loss of a"
        " batch.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    goal: str = choice(
        LOWEST, GOALS, "Best is", "Which values of the watched number are good.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    keep_best: bool = switch(
        False, "Keep the best",
        "Keeps the state after the step with the best value; an early stop goes back to it.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    patience: int = number(
        0, 0, LONGEST, "Early stop after",
        "Pauses when the watched number was not better for so many steps; 0 is off.",
        unit="steps", live=True, place=CALLBACKS,
    )  # fmt: skip
    stop_at: int = number(
        0, 0, 1_000_000, "Stop at step", "Pauses after this step; 0 is off.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    stop_at_limit: bool = switch(
        False, "Stop at a limit", "Pauses once the watched number is better than the limit.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
    stop_limit: float = number(
        0.0, -1e6, 1e6, "Limit", "Where the watched number is to stop the run.",
        live=True, place=CALLBACKS,
    )  # fmt: skip
