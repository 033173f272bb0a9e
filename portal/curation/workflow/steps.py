"""Work in steps, so that its progress can be shown: `portal.curation.pages_admin` watches it."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
# Yields how many records are ready.
Steps = Generator[int, None, Result]


def finish(steps: Steps[Result]) -> Result:
    """Do the steps that are left."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
