"""Links each meeting to the document it adopted, and to that document's own milestone."""

import re
from dataclasses import replace

from portal.sources.decisions import Adoption
from portal.sources.records import Entry, SourceError
from portal.text.folding import fold

_ADOPTED = re.compile("通过[^。，；]*?《([^》]*)》")


def adopt(milestones: list[Entry], adoptions: list[Adoption]) -> list[Entry]:
    """The milestones with `document` and `adopted_at` filled in."""
    by_slug = {entry.slug: entry for entry in milestones}
    decided = {(adoption.milestone, adoption.document) for adoption in adoptions}
    found = {
        (entry.slug, title)
        for entry in milestones
        if entry.kind == "meeting"
        for title in _ADOPTED.findall(entry.printed.wording)
    }
    if undecided := sorted(found - decided):
        raise SourceError(f"undecided adoption: add to adoptions.toml: {undecided}")
    if loose := sorted(decided - found):
        raise SourceError(f"adoptions.toml: no meeting adopted that: {loose}")
    for adoption in adoptions:
        meeting = by_slug[adoption.milestone]
        by_slug[meeting.slug] = replace(meeting, document=adoption.document)
        if adoption.own_record:
            own = by_slug.get(adoption.own_record)
            if own is None or fold(own.title) != fold(adoption.document):
                raise SourceError(f"adoptions.toml: {adoption.own_record}: not {adoption.document}")
            by_slug[own.slug] = replace(own, adopted_at=meeting.slug)
    return [by_slug[entry.slug] for entry in milestones]
