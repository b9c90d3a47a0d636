"""Tables give back what is shown."""

import csv
import io

import numpy as np

from core.exporting import as_csv, as_npz, columns
from core.view_layers import Heat, Lines, Points, frozen
from core.views import Bars, Chart, Plane, Reading
from tests.pages import few_scenes, made

NAN = float("nan")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_curves_over_the_same_steps_share_their_column() -> None:
    steps = np.arange(3)
    layers = {
        "loss": Lines(frozen(np.stack([steps, [0.1, NAN, 0.3]], axis=1))),
        "rate": Lines(frozen(np.stack([steps, [1, 2, 3]], axis=1))),
    }
    table = read(as_csv(columns(Chart(title="t", layers=layers, x_label="step"), {"loss": "nats"})))
    assert table[0] == ["loss step", "loss [nats]", "rate"]
    assert table[1:] == [["0.0", "0.1", "1.0"], ["1.0", "", "2.0"], ["2.0", "0.3", "3.0"]]


def test_a_field_has_a_row_a_cell_and_words_stay_as_they_are() -> None:
    heat = Heat(frozen([[1, 2], [3, 4]]), (0, 2, 0, 2), (0, 1))
    marks = Points(frozen([[0, 1]]), keys=('一点, "x"',))
    view = Plane(title="p", layers={"heat": heat, "marks": marks}, bounds=(0, 2, 0, 2))
    table = read(as_csv(columns(view)))
    cells = [[float(cell) for cell in row[:3]] for row in table[1:]]
    assert cells == [[0.5, 0.5, 1], [1.5, 0.5, 2], [0.5, 1.5, 3], [1.5, 1.5, 4]]
    assert table[1][table[0].index("marks keys")] == '一点, "x"'


def test_readings_stand_first() -> None:
    view = Bars(title="b", values=frozen([1]), labels=("a",), readings=(Reading("mass", 1.5),))
    assert read(as_csv(columns(view)))[:2] == [
        ["reading", "reading value", "unit", "bar", "value"], ["mass", "1.5", "", "a", "1.0"]
    ]  # fmt: skip


@few_scenes
def test_every_view_can_be_taken_away(page: str) -> None:
    run = made(page)
    run.train()
    for view in run.look().values():
        table = columns(view)
        assert table, view.title
        rows = read(as_csv(table))
        assert len({len(row) for row in rows}) == 1
        assert len(rows) == 1 + max(len(each) for each in table.values())
        with np.load(io.BytesIO(as_npz(view)), allow_pickle=False) as arrays:
            assert str(arrays["title"]) == view.title
            assert all(arrays[name].dtype.kind in "fiubU" for name in arrays.files)
