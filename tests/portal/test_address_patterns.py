"""Addresses made from patterns equal those that Django reverses."""

import pytest
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.translation import override

from portal.address_patterns import address_of


@pytest.fixture(params=["/", "/portal/"])
def below(request):
    before = get_script_prefix()
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix(before)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ["policy", "milestone", "body", "province", "source"])
def test_the_address_of_a_record_in_each_language_and_below_a_path(below, name, language):
    with override(language):
        for slug in ("guowuyuan", "2016-09-25", "__slug__"):
            assert address_of(name, slug) == reverse(name, args=[slug])
            assert address_of(name, slug).startswith(below)
