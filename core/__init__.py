"""Techniques and training. Knows no window, no Qt, and no thread but what DESIGN says."""
