"""The one door for what a person brings: tables, pictures, texts, each from bytes to a value."""
