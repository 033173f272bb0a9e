"""A progress bar in one line of a terminal."""

from django.core.management.base import OutputWrapper

WIDTH = 30


def show(stream: OutputWrapper, done: int, total: int) -> None:
    """Nothing if the output is not a terminal."""
    if stream.isatty():
        filled = WIDTH * done // total
        bar = "#" * filled + "-" * (WIDTH - filled)
        end = "\n" if done == total else "\r"
        stream.write(f"[{bar}] {done} of {total}", ending=end)
        stream.flush()
