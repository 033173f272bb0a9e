"""The list of issuing bodies: in pages, those with most entries first; found by their names."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from policies.models import Body
from portal.search.names import find
from portal.search.query import Query
from portal.web.forms.fields import WordsField
from portal.web.forms.paging import PageForm


class BodiesForm(PageForm):
    """`q`: words that occur in the names of a body, also in former ones and aliases."""

    q = WordsField(label=_("名称"), required=False)


def ranked(entries: Mapping[int, int]) -> list[int]:
    """Primary keys of the published bodies, those with most entries first; one query."""
    keys = Body.objects.published().values_list("pk", flat=True)
    return sorted(keys, key=lambda key: -entries.get(key, 0))


def named(keys: Sequence[int], query: Query) -> list[int]:
    """Those in whose names all words of `query` occur, and none that it excludes; one query."""
    found = {
        word: {one.value for one in linked if one.dimension == Body._meta.model_name}
        for word, linked in find(query).items()
    }
    wanted = set(keys).intersection(*(found[word] for word in query.words))
    wanted = wanted.difference(*(found[word] for word in query.without))
    return [key for key in keys if key in wanted]
