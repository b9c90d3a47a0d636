"""Normalising flows: NICE, RealNVP, Glow. Each file is one idea."""
