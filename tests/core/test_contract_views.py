"""What every experiment in the list has to show."""

import math

import pytest

from core.views import ROLES, View
from tests.pages import every_page, kind, look, made, trained
from tests.plain import check
from tests.same import same


@every_page
@pytest.mark.parametrize("fine", [False, True])
def test_views_are_there_and_are_plain_frozen_arrays(page: str, fine: bool) -> None:
    page_kind, experiment = kind(page), trained(page, 2)
    views = look(experiment, fine)
    placed = [page_kind.hero, *page_kind.side, *page_kind.strip]
    assert sorted(views) == sorted(set(placed))
    assert len(placed) == len(set(placed))
    for name, view in views.items():
        assert isinstance(view, View), name
        check(view, name)
    for name, layer in experiment.reference_lines().items():
        check(layer, name)


@every_page
def test_looking_twice_shows_the_same(page: str) -> None:
    experiment = trained(page, 2)
    names = list(experiment.views())
    before = experiment.state()
    for _ in range(3):
        assert list(look(experiment)) == names
    assert same(before, experiment.state())


@every_page
def test_every_curve_is_a_scalar_of_a_step(page: str) -> None:
    curves = kind(page).curves
    scalars = made(page).step()
    assert {curve.scalar for curve in curves} <= set(scalars)
    for name, value in scalars.items():
        assert math.isfinite(float(value)), name
        assert not getattr(value, "requires_grad", False), name
    assert {curve.role for curve in curves} <= ROLES
