"""Listings that do not say what the records say are named, and a rebuild mends them."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from policies.models import Milestone
from portal.index.check import stale
from portal.index.places import key
from portal.models import Listing, ListingBody, ListingText
from portal.search.index import back_end
from portal.search.query import parse

pytestmark = pytest.mark.usefixtures("catalogue")


def listing():
    return Listing.objects.get(type="milestone", record=Milestone.objects.get(slug="2016-09-25").pk)


def unlisted():
    """The text index forgets the text as well, so that only the listing is missing."""
    gone = listing()
    back_end().erase(connection, [(gone.pk, gone.text.folded)])
    gone.delete()


def another_text():
    one = listing()
    back_end().erase(connection, [(one.pk, one.text.folded)])
    ListingText.objects.filter(listing=one).update(folded="别的\f\v\x1c\x1d\n")
    back_end().write(connection, [(one.pk, "别的\f\v\x1c\x1d\n")])


def under(key: int):
    """The listing and what belongs to it, under another key."""
    one = listing()
    text = one.text.folded
    back_end().erase(connection, [(one.pk, text)])
    ListingBody.objects.filter(listing=one).update(listing_id=key)
    ListingText.objects.filter(listing=one).update(listing_id=key)
    Listing.objects.filter(pk=one.pk).update(id=key)
    back_end().write(connection, [(key, text)])


BROKEN = {
    "a listing missing": (unlisted, "milestone .*: not listed"),
    "another text": (another_text, "milestone .*: listed otherwise"),
    "another date": (
        lambda: Listing.objects.filter(pk=listing().pk).update(last_month=209901),
        "milestone .*: listed otherwise",
    ),
    "a body too many": (
        lambda: ListingBody.objects.create(listing=listing(), body=0),
        "milestone .*: listed otherwise",
    ),
    "a body missing": (
        lambda: listing().bodies.all().delete(),
        "milestone .*: listed otherwise",
    ),
    "at another place": (
        lambda: under(max(one.pk for one in Listing.objects.on("milestone")) + 1),
        "milestone .*: its place is not after the one before it",
    ),
    "on other lists": (
        lambda: under(key(("policy", True, True), listing().place)),
        "milestone .*: not on the lists where it stands now",
    ),
    "a gone record": (
        lambda: Listing.objects.filter(pk=listing().pk).update(record=0),
        "milestone 0: listed, but there is no such record",
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
    "texts missing": lambda one: back_end().erase(connection, [(one.pk, one.text.folded)]),
    "texts of nothing": lambda one: back_end().write(connection, [(10**9, "饕餮\n")]),
    "other texts": lambda one: ListingText.objects.filter(pk=one.pk).update(folded="饕餮\n"),
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
    assert listing() in Listing.objects.matching(parse("智慧化水平"), "")
    assert not Listing.objects.matching(parse("饕餮"), "").exists()


def test_the_catalogue_as_it_was_loaded_is_sound(capsys):
    call_command("check_catalogue")
    assert capsys.readouterr().out == "The catalogue is sound.\n"
