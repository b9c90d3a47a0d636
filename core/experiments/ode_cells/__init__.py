"""The page of recurrent cells that solve an equation, and learn it."""

from core.experiments.ode_cells.page import OdeCells as OdeCells
