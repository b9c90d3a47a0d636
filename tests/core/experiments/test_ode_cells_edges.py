"""What the page of the recurrent cells shows where there is no number to show."""

from typing import cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from core.experiments.ode_cells.solve_page import Solve
from core.message import InvalidInput, Message
from core.odes.systems import SYSTEMS
from core.params import Value
from core.touches import Drag
from core.views import Chart, Lines, Plane
from tests.pages import SCENES, run_of
from tests.plain import check


def looked(scene: str, **values: Value) -> dict[str, Plane | Chart]:
    page = SCENES[f"ode_cells/{scene}"]
    run = run_of(page, 1, page.params().changed(values))
    views = run.look(fine=True)
    for name, view in views.items():
        check(view, name)
    return cast(dict[str, Plane | Chart], views)


def labels(view: Plane | Chart) -> list[str]:
    return [reading.label for reading in view.readings]


@pytest.mark.parametrize(("points", "free"), [(7, 0), (4, 0), (3, 2), (2, 4)])
def test_what_few_observations_leave_free_is_said(points: int, free: int) -> None:
    view = looked("infer parameters", points=points)["ellipse"]
    if free:
        assert view.note == Message(
            "{free} of {count} directions are free", {"free": free, "count": 6}
        )
        assert view.readings == ()  # a condition without end is no number
    else:
        assert view.note == ""
        wanted = {7: 228.15, 4: 349.08}[points]
        assert view.readings[0].value == pytest.approx(wanted, abs=0.05)
    line = view.layers["rounding"]
    assert isinstance(line, Lines)
    assert (np.abs(line.points).max() > 1e4) == bool(free)
    assert view.bounds is not None
    assert view.bounds[1] <= 1000  # the axes stay with what can be seen


@pytest.mark.parametrize(
    ("system", "x", "y"),
    [("Van der Pol", -3.0, -4.5), ("predator-prey", 0.03, 1.07), ("stiff", -2.0, -0.5)],
)
def test_a_dragged_start_has_the_curve_of_its_release(system: str, x: float, y: float) -> None:
    page = SCENES["ode_cells/solve"]
    run = run_of(page, 1, page.params().changed({"system": system}))
    run.touch("phase", Drag("start", 0, x, y))
    held = cast(Solve, run.experiment).solution.exact
    run.touch("phase", Drag("start", 0, x, y, done=True))
    let_go = cast(Solve, run.experiment).solution.exact
    assert torch.equal(held.states, let_go.states)
    field = cast(Solve, run.experiment).problem.exact_field

    def slopes(t: float, state: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = field(t, torch.from_numpy(state)[None])[0].numpy()
        return found

    times = held.times.numpy()
    wanted = solve_ivp(
        slopes, (0, times[-1]), [x, y], method="Radau", rtol=1e-9, atol=1e-10, t_eval=times
    ).y.T
    size = cast(Solve, run.experiment).problem.size.numpy()
    assert (np.abs(held.states.numpy() - wanted) / size).max() < 1e-3


def test_at_an_equilibrium_there_is_no_slope_to_read() -> None:
    page = SCENES["ode_cells/solve"]
    run = run_of(page)
    assert "slope" in labels(cast(Chart, run.look()["convergence"]))
    run.touch("phase", Drag("start", 0, 0.0, 0.0, done=True))
    views = run.look(fine=True)
    assert labels(cast(Chart, views["convergence"])) == []
    assert "error" in labels(cast(Plane, views["phase"]))


@pytest.mark.parametrize("system", [system.name for system in SYSTEMS])
def test_the_verdict_is_on_the_method_and_not_on_the_equilibrium(system: str) -> None:
    step = next(known.step for known in SYSTEMS if known.name == system)
    view = looked("solve", system=system, method="RK4", h=max(0.005, step))["stability"]
    repels = system in ("exponential", "Van der Pol")
    assert view.note == ("the equilibrium itself repels" if repels else "stable")
    assert ("stable up to h =" in labels(view)) == (not repels)


EXPLODING = [
    ("competition", "1/N1=-0.002"),
    ("competition", "a1=-1e-3, a2=-1e-3"),
    ("predator-prey", "β=-4"),
]


@pytest.mark.parametrize(("system", "equation"), EXPLODING)
def test_an_equation_that_explodes_is_drawn_as_far_as_it_goes(system: str, equation: str) -> None:
    views = looked("solve", system=system, equation=equation)
    assert labels(views["convergence"]) == []  # no truth, no order


@pytest.mark.parametrize(("system", "equation"), EXPLODING)
@pytest.mark.parametrize("scene", ["infer parameters", "network in the cell", "GRU"])
def test_what_ends_before_it_is_observed_is_refused(scene: str, system: str, equation: str) -> None:
    with pytest.raises(InvalidInput, match="ends before t = "):
        looked(scene, system=system, equation=equation)


@pytest.mark.parametrize(
    ("system", "equation"),
    [("stiff", f"λ={rate}") for rate in (2, 20, 200, 500, 1000)]
    + [("exponential", f"k={rate}") for rate in (-500, -50, -5, 2)],
)
def test_steps_that_explode_show_no_order(system: str, equation: str) -> None:
    """Either so few steps are stable that there is no slope, or it is that of Euler."""
    view = looked("solve", system=system, equation=equation, method="Euler")["convergence"]
    slopes = [reading.value for reading in view.readings if reading.label == "slope"]
    assert all(abs(slope - 1) < 0.35 for slope in slopes)
    assert bool(slopes) == (equation in ("λ=2", "λ=20", "λ=200", "k=-5", "k=2"))
