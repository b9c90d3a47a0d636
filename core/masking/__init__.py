"""Masked autoencoders and masked language models, seen as dropout (Su 2021, kexue.fm 8770)."""
