"""What is asked of the site, and the same of each yardstick."""

import random
import re
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlencode

from tests.bench.reading.client import Answer

SMALL_PAGE = 40  # entries on a page, so that 100,000 have a page 2,000
FACETS = "_facet=kind&_facet=sources&_facet=first_year&_facet_array=bodies"


@dataclass(frozen=True)
class Question:
    """The addresses that ask it; one that a yardstick has not is empty."""

    key: str
    name: str
    site: str
    by_hand: dict[str, str] = field(default_factory=dict)
    datasette: str = ""
    plain: str = ""


def questions(about: dict, database: str) -> list[Question]:
    """`about` is what `tables` prints, `database` Datasette's name of it."""
    total, year, body = about["total"], str(about["year"]), about["body_slug"]
    rows = f"/{database}/bench_rows"
    listed = f"{rows}?_size=100&_sort_desc=place&{FACETS}"
    found = [
        Question(
            *("first", "first page with all facets", "/", {"page": "1"}),
            *(listed, "/?facets=1"),
        ),
        Question(
            *("filtered", "year + body with facets", f"/?year={year}&body={body}"),
            {"year": year, "body": str(about["body"])},
            f"{listed}&_where=place in (select place from bench_parts where body = {about['body']}"
            f" and last_month >= {year}01 and first_month <= {year}12)",
            f"/?facets=1&year={year}&body={body}",
        ),
        _of_words("common", "common word with facets", "数据", listed, "facets=1&"),
        _of_words("rare", "rare word", about["rare"], f"{rows}?_size=100&_sort_desc=place", ""),
    ]
    last = -(-total // SMALL_PAGE)
    if last >= 2_000:
        found.append(_of_page("deep", "page 2,000", 2_000, total, rows))
    found += [
        _of_page("last", "last page", last, total, rows),
        Question(
            *("record", "a record", _page_of(about)),
            {"type": about["type"], "slug": about["slug"]},
            *(f"{rows}/{(total + 1) // 2}", f"/entries/{(total + 1) // 2}/"),
        ),
        Question(
            *("bodies", "the bodies with counts", "/bodies/"),
            datasette=f"/{database}/bench_bodies_counted?_size=max",
            plain="/bodies/",
        ),
        Question(
            *("api", "50 records of the API", "/api/v1/timeline/?page_size=50"),
            {"page": "1", "size": "50"},
        ),
    ]
    return found


def _page_of(about: dict) -> str:
    collection = {"policy": "policies", "milestone": "milestones"}[about["type"]]
    return f"/{collection}/{about['slug']}/"


def _of_words(key: str, name: str, words: str, listed: str, facets: str) -> Question:
    pairs = " ".join(map("".join, pairwise(words)))
    hits = f"select rowid from bench_pairs where bench_pairs match '\"{pairs}\"'"
    return Question(
        *(key, name, f"/?q={words}", {"words": words}),
        *(f"{listed}&_where=place in ({hits})", f"/?{facets}q={words}"),
    )


def _of_page(key: str, name: str, page: int, total: int, rows: str) -> Question:
    place = total - (page - 1) * SMALL_PAGE + 1  # of the last entry before the page
    asked = f"?page={page}&page_size={SMALL_PAGE}"
    return Question(
        *(key, name, f"/{asked}", {"page": str(page), "size": str(SMALL_PAGE)}),
        *(f"{rows}?_size={SMALL_PAGE}&_sort_desc=place&_next={place},{place}", f"/{asked}"),
    )


def random_filters(about: dict, number: int) -> list[str]:
    """Addresses of lists under filters that readers might choose, no two alike."""
    chance, found = random.Random(0), {}
    words = ("数据", "政务服务", "一网通办", "互联网", "改革", "平台", about["rare"])
    kinds = ("document", "forum", "work_report", "meeting", "legislation", "platform")
    while len(found) < number:
        asked = [("year", str(chance.randint(2000, 2024)))] if chance.random() < 0.6 else []
        asked += [("body", chance.choice(about["bodies"]))] if chance.random() < 0.5 else []
        asked += [("kind", chance.choice(kinds))] if chance.random() < 0.4 else []
        asked += [("q", chance.choice(words))] if chance.random() < 0.3 else []
        asked += [("page_size", str(chance.choice((20, 50, 100))))] if chance.random() < 0.4 else []
        found[f"/?{urlencode(asked)}"] = None
    return list(found)


def total(answer: Answer) -> int | None:
    """How many records a page says that it has found, whoever wrote it."""
    text = re.sub("<[^>]+>", "", answer.body.decode())
    if counted := re.match(r'\{"count":(\d+),', text):  # the API's
        return int(counted[1])
    found = re.search(r"共 ?([\d,]+) ?[条个]|([\d,]+) (?:rows?|entries|bodies)\b", text)
    return int((found[1] or found[2]).replace(",", "")) if found else None
