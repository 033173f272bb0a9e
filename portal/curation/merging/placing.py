"""Decides without writing whether a row can refer to the other record of a merger."""

from functools import cache

from django.core.exceptions import ValidationError
from django.db import models

from portal.models.base import RecordTable

Values = tuple[object, ...]


class Places:
    """Lets rows refer to `kept` instead of `gone` unless a constraint or `clean` forbids it."""

    def __init__(self, kept: RecordTable, gone: RecordTable):
        self.kept, self.gone = kept, gone
        self._taken: dict[tuple, set[Values]] = {}

    def give(self, row: RecordTable, column: str) -> bool:
        """Make the row's `column` refer to `kept`, if possible; returns whether it does."""
        if row is self.kept:
            # `kept` was a child of `gone`, so it gets the parent of `gone`.
            setattr(row, column, getattr(self.gone, column))
            return True
        setattr(row, column, self.kept)
        unique = [self._values(row, column, names) for names in _unique_with(type(row), column)]
        # As in the database, what contains NULL is never equal to anything.
        is_free = all(None in values or values not in taken for values, taken in unique)
        if is_free and _is_valid(row, column):
            for values, taken in unique:
                taken.add(values)
            return True
        setattr(row, column, self.gone)
        return False

    def _values(
        self, row: RecordTable, column: str, names: tuple[str, ...]
    ) -> tuple[Values, set[Values]]:
        """(the row's values of the unique columns `names`, those of the rows of `kept`)."""
        model = type(row)
        if (model, names) not in self._taken:
            rows = model._base_manager.filter(**{column: self.kept}).values_list(*names)
            self._taken[model, names] = set(rows)
        values = tuple(getattr(row, model._meta.get_field(name).attname) for name in names)
        return values, self._taken[model, names]


@cache
def _unique_with(model: type[RecordTable], column: str) -> list[tuple[str, ...]]:
    """The unique constraints with `column`, as tuples of column names."""
    unique = [constraint.fields for constraint in model._meta.total_unique_constraints]
    return [tuple(names) for names in unique if column in names]


@cache
def _checks(model: type[RecordTable], column: str) -> list[models.CheckConstraint]:
    return [
        one
        for one in model._meta.constraints
        if isinstance(one, models.CheckConstraint)
        and column in one.condition.referenced_base_fields
    ]


def _is_valid(row: RecordTable, column: str) -> bool:
    try:
        row.clean()
        for constraint in _checks(type(row), column):
            constraint.validate(type(row), row)
    except ValidationError:
        return False
    return True
