"""Texts of any characters are found by any part of them."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.search.query import parse
from tests.portal.search.drawn_queries import queries
from tests.portal.search.oracle import assert_exact, everything, found, told_entry
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


SPECIAL = (
    "政務务國国零〇一2０aAß①㈱ﬁ \t\n\u3000\"'“”‘’「」\\%_*?:&|!()^~-+,.;/<>=@#$[]{}，。、"
    "e\u0301ｶﾞ\u200d👩🏻💻\ufe0f\U000e0100\ue000\U000f0000\U000f1fe0\U000f2000\U00100000"
    "\x01\x0b\x0c\x1c\x1d\x1f\x7f\u0085\u2028\U00020000"
)
FTS = [
    "NEAR(a b)",
    "AND",
    "OR",
    "NOT",
    "a*",
    '""',
    "tokens:",
    "^a",
    "{a b}:",
    "a + b",
    "'a':*",
    "<->",
]
characters = st.sampled_from(SPECIAL) | st.characters(codec="utf-8", exclude_characters="\x00")
any_text = st.lists(characters | st.sampled_from(FTS), min_size=1, max_size=30).map("".join)


class AnyText(TestCase):
    """Each example writes its records, and is rolled back."""

    @classmethod
    def setUpTestData(cls):
        cls.told = everything()

    @hypothesis_settings(max_examples=60)
    @given(st.lists(any_text, min_size=1, max_size=3), st.data())
    def test_is_found_exactly(self, wordings, data):
        told = [*self.told]
        for number, wording in enumerate(wordings):
            made = milestone(f"any-{number}", "2020", title=f"t{number}", wording=wording)
            told.append(told_entry(made, []))
        for _ in range(6):
            asked = st.one_of(queries(wordings), any_text.map(parse))
            scope = data.draw(st.sampled_from(["", "milestone", "search"]))
            assert_exact(told, data.draw(asked), scope)


def test_no_word_runs_from_one_text_into_the_next():
    told = policy(
        "told", "2020", title="甲乙", wording="丙丁", title_text="甲乙", bodies_text="戊己"
    )
    telling = milestone("telling", "2020", title="庚辛", wording="壬癸", policy=told)
    assert [pk for _, pk in found(parse("丙丁"), "policy")] == [told.pk]
    assert [pk for _, pk in found(parse("壬癸"), "milestone")] == [telling.pk]
    for across in ("甲乙庚辛", "乙丙", "己丙", "丁壬", "癸丁", "乙戊", "乙甲", "辛甲"):
        assert found(parse(across)) == []
