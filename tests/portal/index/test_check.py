"""The check names documents that differ from their records, and a rebuild repairs them."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from policies.models import Milestone
from portal.index.check import stale
from portal.index.text_index.backends import text_index
from portal.models import Combination, Document, DocumentLink, DocumentText, Summary
from portal.search import index
from portal.search.query import parse

pytestmark = pytest.mark.usefixtures("catalogue")


def listing():
    return Document.objects.get(
        type="milestone", record=Milestone.objects.get(slug="2016-09-25").pk
    )


def unlisted():
    """Deletes a document and its text, so that nothing but the document is missing."""
    gone = listing()
    text_index().erase(connection, [indexed(gone)])
    gone.delete()


def another_text():
    one = listing()
    text_index().erase(connection, [indexed(one)])
    DocumentText.objects.filter(document=one).update(folded="别的\f\v\x1c\n")
    text_index().write(connection, [(one.pk, one.start, "别的\f\v\x1c\n", one.text.marks)])


def indexed(one):
    """Everything that the text index stores of a document."""
    return one.pk, one.start, one.text.folded, one.text.marks


BROKEN = {
    "a listing missing": (unlisted, "milestone .*: not indexed"),
    "another text": (another_text, "milestone .*: indexed otherwise"),
    "another date": (
        lambda: Document.objects.filter(pk=listing().pk).update(last_month=209901),
        "milestone .*: indexed otherwise",
    ),
    "a body too many": (
        lambda: DocumentLink.objects.create(
            document=listing(), dimension="body", value=0, position=0
        ),
        "milestone .*: indexed otherwise",
    ),
    "a body missing": (
        lambda: listing().links.all().delete(),
        "milestone .*: indexed otherwise",
    ),
    "on other lists": (
        lambda: Document.objects.filter(pk=listing().pk).update(lists=" milestone "),
        "milestone .*: not on the lists where it stands now",
    ),
    "another number of alike documents": (
        lambda: Combination.objects.filter(pk=listing().combination_id).update(number=77),
        "milestone 2016 .*: summed up otherwise",
    ),
    "a number of links missing": (
        lambda: Summary.objects.filter(list="timeline").delete(),
        "timeline: summed up otherwise",
    ),
    "a number of nothing": (
        lambda: Summary.objects.create(
            combination=0, list="timeline", dimension="body", value="0", number=0
        ),
        "timeline: summed up otherwise",
    ),
    "a gone record": (
        lambda: Document.objects.filter(pk=listing().pk).update(record=0),
        "milestone 0: indexed, but there is no such record",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_stale_is_named_and_mended(name, capsys):
    breaking, sentence = BROKEN[name]
    assert list(stale()) == []
    breaking()
    with pytest.raises(CommandError, match="breaches"):
        call_command("check_catalogue")
    assert re.search(sentence, capsys.readouterr().err)
    call_command("rebuild_search", verbosity=0)
    assert list(stale()) == []


SCATTERED = {
    "texts missing": lambda one: text_index().erase(connection, [indexed(one)]),
    "texts of nothing": lambda one: text_index().write(
        connection, [(10**6, None, "饕餮\n", " every ")]
    ),
    "other texts": lambda one: DocumentText.objects.filter(pk=one.pk).update(folded="饕餮\n"),
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index itself")
@pytest.mark.parametrize("name", SCATTERED)
def test_a_text_index_gone_astray_is_named_and_mended(name):
    SCATTERED[name](listing())
    assert {sentence.partition(":")[0] for sentence in stale()} >= {
        "portal_pairs",
        "portal_characters",
    }
    call_command("rebuild_search")
    assert list(stale()) == []
    assert listing() in index.matching(parse("智慧化水平"), "")
    assert not index.matching(parse("饕餮"), "").exists()


def test_the_catalogue_as_it_was_loaded_is_sound(capsys):
    call_command("check_catalogue")
    assert capsys.readouterr().out == "The catalogue is sound.\n"
