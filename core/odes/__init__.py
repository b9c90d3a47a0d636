"""Ordinary differential equations solved, and learnt, by recurrent cells."""
