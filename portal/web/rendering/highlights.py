"""Mark the hits of a search in texts and dates."""

from django.utils.safestring import SafeString

from portal.search import highlight
from portal.search.highlight import Piece
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.web.rendering.escaping import escaped
from portal.web.rows import Text


def marked(text: str, query: Query | None, corrections=()) -> str:
    """`text` with the hits of `query` in <mark>; without a query, as it is."""
    if not query:
        return text
    found = highlight.hits(text, query.words, corrections)
    return in_marks(highlight.pieces(text, found)) if found else text


def is_hit(date: PartialDate, query: Query | None) -> bool:
    """Whether a date among the words of `query` overlaps it."""
    words = query.words if query else ()
    return any(word.date and word.date.overlaps(date) for word in words)


def in_marks(pieces: tuple[Piece, ...]) -> SafeString:
    parts = (
        f"<mark>{escaped(text)}</mark>" if is_hit else escaped(text) for text, is_hit in pieces
    )
    return SafeString("".join(parts))


def found_in(text: Text, query: Query | None) -> dict:
    """{"count": number of hits, "snippets": some of them with the text around}."""
    spans = highlight.hits(text.text, query.words, text.corrections) if query else []
    return {"count": len(spans), "snippets": highlight.snippets(text.text, spans)}
