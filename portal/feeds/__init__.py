"""Feeds of what is new, corrected or withdrawn on a list: Atom, with the newest change first."""
