"""Measures search on a synthetic corpus: python -m tests.bench.search N."""

import argparse
import os
import sys

from tests.bench import corpora
from tests.bench.databases import Databases


def main() -> None:
    asked = _arguments()
    _settle_django(asked.count)
    from tests.bench import corpus
    from tests.bench.search import run

    try:
        corpus.prepare(asked.count)
        wrong = run.run(asked.count, asked.times, asked.rebuild_yardstick)
    except corpus.OtherRecordsError as error:
        sys.exit(str(error))
    if wrong:
        sys.exit("\n".join(["Wrong answers:", *wrong]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("count", metavar="N", type=int, help="how many timeline entries")
    parser.add_argument("--times", type=int, default=7, help="runs of each measurement, from 5")
    parser.add_argument("--rebuild-yardstick", action="store_true", help="make bench_* anew")
    asked = parser.parse_args()
    if asked.count < 1 or asked.times < 5:
        parser.error("N is at least 1, and --times at least 5.")
    return asked


def _settle_django(count: int) -> None:
    """The settings read the environment as soon as they are imported."""
    os.environ["DATABASE_URL"] = corpora.make(Databases(), str(count))
    os.environ["CACHE_URL"] = "locmemcache://bench"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()


main()
