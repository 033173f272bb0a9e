"""Measures reading beside the yardsticks: python -m tests.bench.reading N … (see the README)."""

import argparse
import os
import sys

from tests.bench import corpora
from tests.bench.databases import Databases
from tests.bench.loading import measure
from tests.bench.reading import report
from tests.bench.reading.run import WrongAnswerError, run, say


def main() -> None:
    asked = _arguments()
    os.environ.setdefault("SECRET_KEY", "for-the-bench-only")
    urls = ["", *filter(None, [os.environ.get("BENCH_DATABASE_URL")])]
    wanted = [*([] if asked.growth else [corpora.REAL]), *map(str, sorted(asked.counts))]
    try:
        found = [
            run(url, which, 0 if which == corpora.REAL else asked.seconds, growth=asked.growth)
            for url in urls
            for which in wanted
        ]
        for results in found:
            if results.which == wanted[-1] and asked.load:
                say(f"{results.kind}: loading {asked.load:,} entries")
                results.loaded = asked.load
                results.loading = measure(Databases(results.url), asked.load)
    except WrongAnswerError as error:
        sys.exit(f"Wrong answer: {error}")
    print(report.write(found, asked.remark, "growth" if asked.growth else "measured"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading", description=__doc__)
    parser.add_argument("counts", metavar="N", type=int, nargs="+", help="synthetic entries")
    parser.add_argument("--seconds", type=int, default=60, help="of 64 readers; 0: none of them")
    parser.add_argument("--load", type=int, default=50_000, help="entries loaded in bulk; 0: none")
    parser.add_argument("--growth", action="store_true", help="only the site and the best SQL")
    parser.add_argument("--remark", default="", help="about the machine, for the README")
    asked = parser.parse_args()
    if min(asked.counts) < 1_000:
        parser.error("N is at least 1000; the real catalogue is always measured.")
    return asked


if __name__ == "__main__":
    main()
