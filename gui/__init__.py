"""The window: pages, forms, panels. Touches no tensor; only gui.worker starts threads."""
