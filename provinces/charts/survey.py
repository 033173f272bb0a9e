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
class Part:
    """One of a unit's excerpts."""

    excerpt: Excerpt
    characters: int
    value: int


@dataclass(frozen=True)
class Measurement:
    """All but the unit is None or empty if there is no excerpt, which differs from a zero.

    `parts` are the unit's excerpts, newest first; `characters` and `value` are their sums.
    """

    unit: Unit
    parts: tuple[Part, ...] = ()
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

    @property
    def adds_up(self) -> bool:
        """Whether a unit has several excerpts, whose values are added up."""
        return any(len(measurement.parts) > 1 for measurement in self.measurements)


def survey(units: list[Unit], form: MeasureForm) -> Survey | None:
    """The survey for a valid `form`; None if it asks to count words but gives none."""
    if form.chosen != PHRASE:
        texts = [[one.wording for one in unit.excerpts.all()] for unit in units]
        return Survey(units, Length(sum(map(len, of_unit)) for of_unit in texts if of_unit))
    return Survey(units, Occurrences(form.query, _found(form.query))) if form.query else None


def _found(query: Query) -> set[int]:
    listed = index.matching(query, "excerpt")
    return set(listed.values_list("record", flat=True))


def examples(units: list[Unit]) -> list[tuple[str, int]]:
    """(phrase, number of units with an excerpt that contains it)."""
    folded = ["\n".join(map(fold, _texts(unit))) for unit in units]
    found = [(phrase, sum(phrase in text for text in folded)) for phrase in PHRASES]
    return [(phrase, number) for phrase, number in found if number]


def _texts(unit: Unit) -> list[str]:
    both = [(one.wording, readings(one).get("wording", "")) for one in unit.excerpts.all()]
    return [text for texts in both for text in texts]


def _read(unit: Unit, measure: Measure) -> Measurement:
    excerpts = unit.excerpts.all()
    parts = tuple(Part(one, len(one.wording), measure.value(one)) for one in excerpts)
    if not parts:
        return Measurement(unit)
    value = sum(part.value for part in parts)
    characters = sum(part.characters for part in parts)
    return Measurement(unit, parts, characters, value, measure.step(value), measure.say(value))
