"""Mark the hits of a search in texts and dates."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.search import highlight
from portal.search.highlight import Piece
from portal.search.query import Query
from portal.text.dates import PartialDate
from portal.web.rows import Text


def marked(text: str, query: Query | None, corrections=()) -> str:
    """`text` with the hits of `query` in <mark>; without a query, as it is."""
    if not query:
        return text
    return in_marks(highlight.pieces(text, highlight.hits(text, query.words, corrections)))


def is_hit(date: PartialDate, query: Query | None) -> bool:
    """Whether a date among the words of `query` overlaps it."""
    words = query.words if query else ()
    return any(word.date and word.date.overlaps(date) for word in words)


def in_marks(pieces: tuple[Piece, ...]) -> SafeString:
    parts = (format_html("<mark>{}</mark>" if is_hit else "{}", text) for text, is_hit in pieces)
    return format_html_join("", "{}", ((part,) for part in parts))


def found_in(text: Text, query: Query | None) -> dict:
    """{"count": number of hits, "snippets": some of them with the text around}."""
    spans = highlight.hits(text.text, query.words, text.corrections) if query else []
    return {"count": len(spans), "snippets": highlight.snippets(text.text, spans)}
