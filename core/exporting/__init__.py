"""What is shown, as numbers and films for other programs.

>>> from core.views import Bars, frozen
>>> bars = Bars(title="Weights", values=frozen([0.5, 2]), labels=("a", "b"))
>>> as_csv(columns(bars)).decode("utf-8-sig").split()
['bar,value', 'a,0.5', 'b,2.0']
"""

from core.exporting.columns import Columns, columns
from core.exporting.film import KINDS, film
from core.exporting.tables import as_csv, as_npz

__all__ = ["KINDS", "Columns", "as_csv", "as_npz", "columns", "film"]
