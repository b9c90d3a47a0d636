"""Data that is generated or read from assets/; nothing is downloaded."""
