"""Models that ship with the program: one folder each, with its card, its recipe and its artefact."""
