"""The units with their excerpts as a file."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.open_data.columns import INTEGER, Column
from portal.open_data.data import Data, site_of
from portal.open_data.files import Listing, answer, errors_of, refusal
from provinces.charts.measures import PHRASE, MeasureForm
from provinces.charts.survey import Survey, survey
from provinces.open_data.columns import UNIT
from provinces.open_data.record_data import unit_data
from provinces.pages.views import units_shown


def provinces(request: HttpRequest, form: str) -> HttpResponseBase:
    """In the order of the page's table, with its numbers."""
    asked = MeasureForm(request.GET)
    if not asked.is_valid():
        return refusal(errors_of(asked))
    units = list(units_shown())
    listing = Listing(
        name="provinces",
        title="各省规划",
        count=len(units),
        columns=[*UNIT, *_measured(survey(units, asked))],
        batches=lambda: [unit_data(units, site_of(request))],
        filters=[(f"{asked['q'].label} q", str(asked.query))] if asked.query else [],
    )
    return answer(request, listing, form)


def _measured(found: Survey | None) -> list[Column]:
    """The numbers that the page's table shows; none if it has no table."""
    if found is None:
        return []
    of = {one.unit.slug: one for one in found.measurements}

    def characters(data: Data) -> int | None:
        return of[data["slug"]].characters

    def occurrences(data: Data) -> int | None:
        return of[data["slug"]].value

    columns = [Column("characters", "字数", "各篇摘录的字数之和。", characters, INTEGER)]
    if found.measure.name == PHRASE:
        description = "所查的词在各篇摘录里出现的次数之和。"
        columns.append(Column("occurrences", "次数", description, occurrences, INTEGER))
    return columns
