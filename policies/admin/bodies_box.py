"""The box of an entry's form in which its issuing bodies are typed: 国务院、公安部（主办）.

It is read as a cell of a spreadsheet is, and shows what the rows of the bodies say. A box that
was changed is written into the posted rows, before they are compared with those of another
curator and saved; a box that was not changed follows the rows.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.http import QueryDict

from policies.admin.issuances_column import IssuancesColumn
from policies.models import Body, Entry
from portal.curation.editing.bad_requests import is_key
from portal.curation.editing.form_values import put

BOX, SHOWN = "bodies_said", "initial-bodies_said"  # what is typed, and what the box showed before
ROWS = "issuances"  # prefix of the rows' formset
MOST_ROWS = 1000  # as in Django's formsets


class Row(NamedTuple):
    """A posted row; `issuance` as a spreadsheet's column has it, with no body if it is wrong."""

    number: int
    position: int
    issuance: tuple
    is_stored: bool


def text_of_record(entry: Entry) -> str:
    column = IssuancesColumn()
    rows = entry.issuances.select_related("body")
    return column.format([tuple(getattr(row, name) for name in column.fields) for row in rows])


def text_of(issuances: Sequence[tuple]) -> str:
    return IssuancesColumn().format(issuances)


def settle(posted: QueryDict) -> None:
    """Write a changed box into the rows, and let the box say what the rows say.

    Raises ValueError with a Chinese sentence if the box cannot be read or contradicts the rows.
    """
    if BOX not in posted:
        return
    rows = sorted(_rows(posted), key=lambda row: (row.position, row.number))
    issuances = [row.issuance for row in rows]
    is_sound = all(body for body, *_ in issuances)
    said = text_of(issuances) if is_sound else None
    typed, shown = (_plain(posted.get(name)) for name in (BOX, SHOWN))
    if shown is None:
        shown = said
    if typed not in (shown, said):
        if said != shown:
            raise ValueError("方框与下面的各行都改了，而且不一致：请只改一处，或者改成一致。")
        issuances = IssuancesColumn().parse(typed, issuances)
        _put(posted, rows, issuances)
        said = text_of(issuances)
    if said is not None:
        posted[BOX] = posted[SHOWN] = said


def _plain(text: str | None) -> str | None:
    return text if text is None else text.replace("\r\n", "\n").strip()


def _rows(posted: QueryDict) -> Iterator[Row]:
    """The posted rows that are neither blank nor to be deleted."""
    found = []
    for number in range(min(_whole(posted, f"{ROWS}-TOTAL_FORMS"), 2 * MOST_ROWS)):
        start = f"{ROWS}-{number}-"
        is_stored = bool(posted.get(f"{start}id"))
        if not posted.get(f"{start}DELETE") and (is_stored or posted.get(f"{start}body")):
            found.append((number, start, is_stored))
    bodies = Body.objects.in_bulk({_whole(posted, f"{start}body") for _, start, _ in found})
    for number, start, is_stored in found:
        issuance = (
            bodies.get(_whole(posted, f"{start}body")),
            posted.get(f"{start}role", ""),
            bool(posted.get(f"{start}stated")),
            (posted.get(f"{start}basis") or "").replace("\r\n", "\n"),
            posted.get(f"{start}others") or "",
        )
        yield Row(number, _whole(posted, f"{start}position"), issuance, is_stored)


def _put(posted: QueryDict, rows: list[Row], issuances: list[tuple]) -> None:
    """Write the issuances into the rows of the same body, or else into new rows.

    Rows that are stored and no longer wanted are deleted; new ones are forgotten.
    """
    stored = [row for row in rows if row.is_stored]
    chosen = _chosen(stored, issuances)
    first = _whole(posted, f"{ROWS}-INITIAL_FORMS")
    for name in [name for name in posted if _number(name) >= first]:
        del posted[name]
    for row in stored:
        if row.number not in chosen.values():
            posted[f"{ROWS}-{row.number}-DELETE"] = "on"
    total = first
    for position, issuance in enumerate(issuances):
        number = chosen.get(position)
        if number is None:
            number, total = total, total + 1
        body, role, stated, basis, others = issuance
        values = {"position": str(position + 1), "body": str(body.pk), "role": role}
        values |= {"stated": "on" if stated else None, "basis": basis, "others": others}
        put(posted, f"{ROWS}-{number}-", values)
    posted[f"{ROWS}-TOTAL_FORMS"] = str(total)
    posted.setdefault(f"{ROWS}-INITIAL_FORMS", str(first))


def _chosen(rows: list[Row], issuances: list[tuple]) -> dict[int, int]:
    """Index of an issuance → number of the row of the same body and role, or of the same body."""
    chosen: dict[int, int] = {}
    free = list(rows)
    for size in (2, 1):
        for at, issuance in enumerate(issuances):
            same = [row for row in free if row.issuance[:size] == issuance[:size]]
            if at not in chosen and same:
                chosen[at] = same[0].number
                free.remove(same[0])
    return chosen


def _whole(posted: QueryDict, name: str) -> int:
    """A posted number; 0 if it is none, which its own field reports."""
    text = str(posted.get(name, ""))
    return int(text) if is_key(text) else 0


def _number(name: str) -> int:
    """The number of the row that a posted field belongs to; -1 if it belongs to none."""
    prefix, _, rest = name.partition("-")
    number = rest.partition("-")[0]
    return int(number) if prefix == ROWS and is_key(number) else -1
