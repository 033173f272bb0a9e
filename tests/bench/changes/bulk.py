"""9,000 drafts submitted at once, while others save and log in."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.bench.changes.browser import Browser, Page
from tests.bench.changes.curating import (
    MILESTONES,
    WrongError,
    carry_out,
    keys_on,
    rows,
    saving,
    uploaded,
)
from tests.bench.changes.sides import CURATORS, Side, Took

DRAFTS = 9_000


@dataclass
class Waits:
    """Of one who does the same again and again; `failed` says how."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        longest = f"{max(self.seconds):.2f}" if self.seconds else "–"
        return f"{longest} s of {len(self.seconds)}, {len(self.failed)} failed"


@dataclass
class Submitted:
    status: int
    asking: Took
    submitting: Took
    saves: Waits
    logins: Waits


def make_drafts(side: Side) -> None:
    with side.served():
        curator = side.curator()
        address = uploaded(curator, rows(DRAFTS, "draft"))
        carry_out(curator, curator.get(address))


def submit(side: Side) -> Submitted:
    curator = side.curator()
    others = [side.curator(name) for name in CURATORS[1:]]
    keys = keys_on(others[0], 3)
    drafts = curator.get(f"{MILESTONES}?state__exact=draft")
    form = drafts.form("action")
    chosen = re.search(r'name="_selected_action" value="(\d+)"', drafts.html)[1]
    asked, page = side.timed(
        lambda: curator.submit(
            *(drafts, form),
            **{"action": "submit", "select_across": "1", "_selected_action": chosen, "index": "0"},
        )
    )
    form = page.form("confirmed")
    done = Event()
    saves = _Repeat(done, lambda at: saving(others[0], keys[at % len(keys)], "wording"))
    logins = _Repeat(done, lambda at: lambda: Browser(side.host).log_in(CURATORS[2]))
    time.sleep(1)
    began = time.perf_counter()
    answer = curator.submit(page, form)
    wall = time.perf_counter() - began
    done.set()
    for one in (saves, logins):
        one.thread.join()
    left = curator.get(f"{MILESTONES}?state__exact=draft").html.count('class="action-select"')
    if left and answer.status < 500:
        raise WrongError(f"{side.name}: {left} drafts are left: {answer.status} {answer.said()}")
    return Submitted(answer.status, asked, Took(wall, 0), saves.waits, logins.waits)


class _Repeat:
    """`begin(number)` makes ready what is timed, as long as it is not `done`."""

    def __init__(self, done: Event, begin: Callable[[int], Callable[[], Page]]):
        self.done, self.begin, self.waits = done, begin, Waits()
        self.thread = Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            try:
                act = self.begin(number)
                began = time.perf_counter()
                answer = act()
                self.waits.seconds.append(time.perf_counter() - began)
                if answer.status != 302:
                    self.waits.failed.append(f"{answer.status} {answer.said()}")
            except (OSError, ValueError) as error:
                self.waits.failed.append(str(error))
            number += 1
            time.sleep(0.2)
