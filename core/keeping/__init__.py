"""Keeping: what was seen of a run is kept, saved, opened again and run again."""
