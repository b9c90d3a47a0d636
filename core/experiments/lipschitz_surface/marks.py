"""What both tasks show of their networks: the gap between slope and bound, the norms of layers."""

from core.experiments.lipschitz_surface.contest import Contest
from core.views import Bars, Chart, Layer, Lines, Points, Reading, Rule, Texts, frozen

# Slopes from a flat surface to a free network's product of norms after minutes of training.
SLOPES = (0.1, 1e5)
LEFT = 0.03  # of the chart, which leaves room for the numbers


def class_of(index: int) -> int:
    """The class whose colour and shape a network has; the first two are those of the data."""
    return index + 2


def role(index: int) -> str:
    """The role of a network."""
    return f"class {class_of(index)}"


def form(value: float) -> str:
    """How a slope is written: three figures, and whole numbers from a hundred up."""
    return ".0f" if value >= 100 else ".3g"


def gap(contest: Contest, picked: int, fine: bool) -> Chart:
    """For each network the steepest slope found, and how far above it the product bound lies."""
    contest.search(fine)
    layers: dict[str, Layer] = {"K": Rule(contest.params.slope, "x", label="K")}
    count = len(contest.kinds)
    bounds = [contest.portrait(index).bound for index in range(count)]
    for index in range(count):
        found = max(contest.found[index], SLOPES[0])
        bound = max(bounds[index], SLOPES[0])
        row = float(count - 1 - index)
        ink = "ink" if index == picked else "muted"
        layers[f"name {index}"] = Texts(frozen([[LEFT, row]]), (str(index + 1),), ink)
        layers[f"gap {index}"] = Lines(frozen([[found, row], [bound, row]]), role(index), 2.0)
        end = [[bound, row - 0.22], [bound, row + 0.22]]
        layers[f"bound {index}"] = Lines(frozen(end), role(index), 2.0)
    for index in range(count):
        place = [[max(contest.found[index], SLOPES[0]), float(count - 1 - index)]]
        layers[f"found {index}"] = Points(frozen(place), role(index), 9.0, pickable=True)
    return Chart(
        title="Slope to bound",
        readings=(
            Reading("found", contest.found[picked], form(contest.found[picked]), role=role(picked)),
            Reading("bound", bounds[picked], form(bounds[picked])),
        ),
        layers=layers,
        bounds=(LEFT, SLOPES[1], -0.6, count - 0.4),
        x_label="slope",
        log_x=True,
    )


def norms(contest: Contest, picked: int, fine: bool) -> Bars:
    """‖W‖₂ of each layer of the chosen network, estimated, with the singular value as truth."""
    portrait = contest.portrait(picked, fine)
    return Bars(
        title="‖W‖₂ per layer",
        readings=(Reading("Π", portrait.bound, form(portrait.bound), role=role(picked)),),
        note="u·Wv, σ₁ dashed",
        values=frozen(portrait.estimated_norms(contest.params.rounds)),
        truth=frozen(portrait.norms),
        labels=tuple(f"{index + 1}" for index in range(len(portrait.layers))),
        roles=(role(picked),) * len(portrait.layers),
    )


def picked_by(layer: str, contest: Contest) -> int:
    """The network that a layer called "something 2" belongs to; -1 for none of them."""
    number = layer.rpartition(" ")[2]
    known = number.isdigit() and int(number) < len(contest.kinds)
    return int(number) if known else -1
