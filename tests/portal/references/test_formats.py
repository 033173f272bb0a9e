"""References in each format: no date is padded, and no sign of a title breaks the file."""

from datetime import date

import pytest
import rispy
from pybtex.database import parse_string

from portal.references import bibtex, csl, gbt7714, ris
from portal.references.reference import Cited, Reference
from portal.text.dates import read_typed

ADDRESS = "https://portal.example/id/policy/invented?version=3"


def cited(**fields) -> Cited:
    """A reference to an invented record."""
    given = {"title": "关于虚构的通知", "type": "policy", "slug": "invented", "version": 3}
    return Cited(Reference(**given | fields), ADDRESS, date(2026, 11, 28))


# As typed → GB/T 7714, BibLaTeX's date, BibTeX's year and month, RIS, CSL.
DATES = {
    "2016": ("2016", "2016", "2016", "", "2016///", [[2016]]),
    "2016年7月": ("2016-07", "2016-07", "2016", "jul", "2016/07//", [[2016, 7]]),
    "2016-01-01": ("2016-01-01", "2016-01-01", "2016", "jan", "2016/01/01/", [[2016, 1, 1]]),
    "2018年4月22—24日": (
        *("2018-04-22/2018-04-24", "2018-04-22/2018-04-24", "2018", "apr"),
        *("2018/04//2018年4月22—24日", [[2018, 4, 22], [2018, 4, 24]]),
    ),
    "2016年3—5月": (
        *("2016-03/2016-05", "2016-03/2016-05", "2016", ""),
        *("2016///2016年3—5月", [[2016, 3], [2016, 5]]),
    ),
    "2016—2018年": (*("2016/2018", "2016/2018", "", "", "///2016—2018年", [[2016], [2018]]),),
    "约2016年": ("约2016年", "2016~", "", "", "///约2016年", [[2016]]),
    "2016年3月下旬": (
        *("2016年3月下旬", "2016-03", "2016", "mar", "2016/03//2016年3月下旬", [[2016, 3]]),
    ),
    "2016年之前": ("2016年之前", "", "", "", "///2016年之前", None),
}


@pytest.mark.parametrize("typed", DATES)
def test_a_date_is_given_as_far_as_it_is_known(typed):
    national, edtf, year, month, slashed, parts = DATES[typed]
    one = cited(date=read_typed(typed))
    assert f"[EB/OL]. （{national}）[2026-11-28]. " in gbt7714.text(one, gbt7714.EDITION_2025)
    [entry] = parse_string(bibtex.text([one]), "bibtex").entries.values()
    fields = (entry.fields.get(name, "") for name in ("date", "year"))
    assert tuple(fields) == (edtf, year)
    assert f"month = {month or 'no'}" in bibtex.text([one]) or not month
    [read] = rispy.loads(ris.text([one]))
    assert (read["date"], read.get("year", "")) == (slashed, year)
    issued = csl.item(one)["issued"]
    assert issued.get("date-parts") == parts
    assert issued.get("circa", False) is typed.startswith("约")
    is_in_words = one.reference.date.is_uncertain
    assert (f"日期：{typed}" in csl.item(one).get("note", "")) is is_in_words


def test_a_record_without_a_date_has_none_in_any_format():
    assert "[EB/OL]. [2026-11-28]. https" in gbt7714.text(cited(), gbt7714.EDITION_2015)
    assert "\n  date" not in bibtex.text([cited()])
    assert "DA  -" not in ris.text([cited()])
    assert "issued" not in csl.item(cited())


def test_signs_of_a_title_break_no_format():
    hard = "100% {A & B}_# $5 ~ ^ \\end{x} “引”\n换行"
    one = cited(title=hard, authors=("甲 and 乙", "丙, 丁"), number="国发〔2016〕55号")
    [entry] = parse_string(bibtex.text([one]), "bibtex").entries.values()
    authors = [str(person).strip("{}") for person in entry.persons["author"]]
    assert authors == ["甲 and 乙", "丙, 丁"]
    assert r"100\% \textbraceleft{}A \& B\textbraceright{}\_\# \$5" in entry.fields["title"]
    [read] = rispy.loads(ris.text([one]))
    assert read["title"] == hard.replace("\n", " ")
    assert csl.item(one)["title"] == hard


def test_the_two_editions_differ_in_their_signs_alone():
    one = cited(
        authors=("甲部", "乙部", "丙部", "丁部"),
        date=read_typed("2016-09-25"),
        number="国发〔2016〕55号",
    )
    assert gbt7714.text(one, gbt7714.EDITION_2025) == (
        "甲部，乙部，丙部，等. 关于虚构的通知：国发〔2016〕55号[EB/OL]. "
        f"（2016-09-25）[2026-11-28]. {ADDRESS}."
    )
    assert gbt7714.text(one, gbt7714.EDITION_2015) == (
        "甲部, 乙部, 丙部, 等. 关于虚构的通知: 国发〔2016〕55号[EB/OL]. (2016-09-25)[2026-11-28]. "
        f"{ADDRESS}."
    )


def test_bodies_that_the_source_does_not_name_are_not_lost():
    one = cited(authors=("甲部",), others="等部门", organizers=("乙部",))
    assert gbt7714.text(one, gbt7714.EDITION_2025).startswith("甲部，等. ")
    assert "author = {{甲部} and others}" in bibtex.text([one])
    assert "organization = {{乙部}}" in bibtex.text([one])
    assert "来源没有列出全部主体：等部门" in ris.text([one])
    assert csl.item(one)["organizer"] == [{"literal": "乙部"}]
