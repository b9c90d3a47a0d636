"""Learning rates that change with the step."""


def warmup_linear_decay(step: int, warm: int, total: int, floor: float = 0.1) -> float:
    """Share of the rate at a step: up in `warm` steps, straight down to `floor` at `total`."""
    return min(1.0, (step + 1) / max(1, warm)) * max(floor, 1 - step / max(1, total))
