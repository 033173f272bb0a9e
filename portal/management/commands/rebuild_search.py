"""Rebuilds index, text index and suggestions from the records."""

from django.core.management.base import BaseCommand

from portal.index.writing import rebuild
from portal.suggestions import builder

WIDTH = 30


class Command(BaseCommand):
    help = "List every record anew and rebuild the text index, all or nothing."

    def handle(self, **options):
        done = rebuild(self._show)
        builder.bring_up_to_date()
        self.stdout.write(f"{done} records listed.")

    def _show(self, done: int, total: int) -> None:
        """A progress bar in one line; nothing if the output is not a terminal."""
        if self.stderr.isatty():
            filled = WIDTH * done // total
            bar = "#" * filled + "-" * (WIDTH - filled)
            end = "\n" if done == total else "\r"
            self.stderr.write(f"[{bar}] {done} of {total}", ending=end)
            self.stderr.flush()
