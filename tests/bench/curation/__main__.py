"""Measures what curators wait for: python -m tests.bench.curation (see the README above)."""

import argparse
import sys

from tests.bench.curation import databases, memory


def main() -> None:
    asked = _arguments()
    databases.settle("catalogue")
    # While this process is small: a child's peak counts from its parent's.
    grown = [] if asked.part == "lists" else memory.measure(asked.rows)
    databases.start()
    from tests.bench import report
    from tests.bench.curation import change_lists, importing

    print(report.heading(asked.count, asked.times), flush=True)
    if asked.part != "lists":
        print(importing.measure(asked.rows, asked.times), memory.table(grown), sep="\n", flush=True)
    if asked.part != "import":
        print(change_lists.measure(asked.count, asked.times))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.curation", description=__doc__)
    parser.add_argument("--part", choices=["import", "lists"], help="only one of the two")
    parser.add_argument("--count", type=int, default=100_000, help="how many timeline entries")
    parser.add_argument("--rows", type=int, default=2_000, help="how many rows of a file")
    parser.add_argument("--times", type=int, default=5, help="runs of each measurement")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
