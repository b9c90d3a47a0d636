"""Tables as files: CSV for a spreadsheet, NPZ for NumPy."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

from core.exporting.columns import Columns
from core.views import AnyView


def as_csv(columns: Columns) -> bytes:
    """The content of a CSV file with a line of names, UTF-8.

    It begins with a byte order mark: without one Excel takes the words of the data for another
    encoding, and whatever else reads CSV skips it. A number has the fewest digits that give it
    back; what is no number is empty.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip_longest(*(map(_cell, each) for each in columns.values()), fillvalue=""))
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if isinstance(value, float | np.floating):
        return "" if math.isnan(value) else str(value)
    return str(value)


def as_npz(view: AnyView) -> bytes:
    """The content of an NPZ file of plain arrays: every array of `view` in its own shape.

    Names are paths such as `layers.heat.values`; texts are arrays of text.
    """
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **dict(_arrays(view, "")))
    return file.getvalue()


def _arrays(value: Any, path: str) -> list[tuple[str, Any]]:
    """The arrays, numbers and texts in a view, each with its path."""
    if is_dataclass(value):
        inner: Mapping[Any, Any] = {each.name: getattr(value, each.name) for each in fields(value)}
    elif isinstance(value, Mapping):
        inner = value
    elif isinstance(value, tuple) and any(isinstance(i, tuple) or is_dataclass(i) for i in value):
        inner = dict(enumerate(value))
    else:
        empty = value is None or (isinstance(value, str | tuple) and not value)
        return [] if empty else [(path, np.asarray(value))]
    return [
        found
        for name, each in inner.items()
        for found in _arrays(each, f"{path}.{name}" if path else str(name))
    ]
