"""Measurements, run by hand: `python -m tests.bench NAME --json FILE`.

A bench is a module here with `measure(...)`, which measures, and `figures(measured)`, which tells.
The figure called `ratio` is the one that a bar speaks of.
"""
