"""Applies a measure to every unit, for tiles, legend and table."""

from dataclasses import dataclass

from portal.models.corrections import readings
from portal.search import index
from portal.search.query import Query
from portal.text.folding import fold
from provinces.charts.measures import PHRASE, STEPS, Length, Measure, MeasureForm, Occurrences
from provinces.charts.tiles import PLACES, Place
from provinces.models import Excerpt, Unit

# Common phrases of the field; only those that occur in an excerpt are offered.
PHRASES = ("数字政府", "一网通办", "跨省通办", "最多跑一次")


@dataclass(frozen=True)
class Measurement:
    """All but the unit is None if there is no excerpt, which differs from a value of zero."""

    unit: Unit
    characters: int | None = None
    value: int | None = None
    step: int | None = None
    text: str | None = None

    @property
    def place(self) -> Place | None:
        return PLACES.get(self.unit.short_name)


@dataclass(frozen=True)
class Shade:
    """A line of the legend; `count` is the number of units on the step."""

    step: int
    label: str
    count: int


class Survey:
    """`measurements` are in order of administrative codes."""

    def __init__(self, units: list[Unit], measure: Measure):
        self.measure = measure
        self.measurements = [_read(unit, measure) for unit in units]

    @property
    def tiles(self) -> list[Measurement]:
        """The measurements with a tile, row by row."""
        placed = [one for one in self.measurements if one.place]
        return sorted(placed, key=lambda one: (one.place.row, one.place.column))

    @property
    def legend(self) -> list[Shade]:
        steps = [measurement.step for measurement in self.measurements]
        shades = [Shade(step, self.measure.legend(step), steps.count(step)) for step in STEPS]
        return [shade for shade in shades if shade.label]

    @property
    def hits(self) -> list[Measurement]:
        """The units with a value above zero, greatest first."""
        found = [measurement for measurement in self.measurements if measurement.value]
        return sorted(found, key=lambda measurement: -measurement.value)


def survey(units: list[Unit], form: MeasureForm) -> Survey | None:
    """The survey for a valid `form`; None if it asks to count words but gives none."""
    if form.chosen != PHRASE:
        return Survey(units, Length(excerpts(units)))
    return Survey(units, Occurrences(form.query, _found(form.query))) if form.query else None


def _found(query: Query) -> set[int]:
    listed = index.matching(query, "excerpt")
    return set(listed.values_list("record", flat=True))


def examples(units: list[Unit]) -> list[tuple[str, int]]:
    """(phrase, number of units whose excerpt contains it)."""
    texts = [(one.wording, readings(one).get("wording", "")) for one in excerpts(units)]
    folded = ["\n".join(map(fold, both)) for both in texts]
    found = [(phrase, sum(phrase in text for text in folded)) for phrase in PHRASES]
    return [(phrase, number) for phrase, number in found if number]


def excerpts(units: list[Unit]) -> list[Excerpt]:
    return [unit.excerpt for unit in units if hasattr(unit, "excerpt")]


def _read(unit: Unit, measure: Measure) -> Measurement:
    if not hasattr(unit, "excerpt"):
        return Measurement(unit)
    value = measure.value(unit.excerpt)
    characters = len(unit.excerpt.wording)
    return Measurement(unit, characters, value, measure.step(value), measure.say(value))
