"""Caches whole public answers, so that one rendering serves many readers.

`middleware.py` decides; `version.py` says of which catalogue an answer is; `parameters.py`
normalises addresses; `codings.py` compresses; `store.py` holds what has been answered.
"""
