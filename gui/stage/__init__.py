"""The stage: a talk from a story, for an audience, with notes for who gives it."""
