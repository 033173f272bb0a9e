"""Merges the edits of two curators who opened the same version of a record.

Values are compared as form data, so that invalid input is preserved as well. Parts of the
record (bodies, errata, aliases) are identified by their natural key, as in the history.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from portal.curation.editing.bad_requests import is_key
from portal.curation.editing.form_values import OPENED, Typed, plain, put, shown, typed
from portal.curation.history.differences import Piece, compare
from portal.curation.history.versions import Version, versions
from portal.models.base import RecordTable

MINE, THEIRS = "mine", "theirs"
# () for the record itself; (prefix of the formset, *natural key) for a part.
PartKey = tuple[str, ...]
Side = dict[PartKey, Typed]


@dataclass(frozen=True)
class Choice:
    """A difference to decide: a field, or a whole part that one side lacks (`field` is "").

    `base`, `theirs` and `mine` are display texts.
    """

    name: str
    row: PartKey
    field: str
    label: str
    base: str
    theirs: str
    mine: str
    they_changed: bool
    i_changed: bool

    @property
    def is_contested(self) -> bool:
        return self.they_changed and self.i_changed

    @property
    def proposed(self) -> str:
        if self.is_contested:
            return ""
        return THEIRS if self.they_changed else MINE

    @property
    def their_pieces(self) -> list[Piece]:
        return compare(self.base, self.theirs)

    @property
    def my_pieces(self) -> list[Piece]:
        return compare(self.base, self.mine)


class Conflict:
    """The conflict of a posted form with the stored record, None if it was deleted.

    `admin` is the ModelAdmin of the form, `opened` the version that the form was opened with.
    """

    def __init__(self, admin, request: HttpRequest, record: RecordTable | None, opened: int):
        self.record, self.posted = record, request.POST
        # Not for the record, because the curator may no longer be allowed to change it.
        form = admin.get_form(request)
        sets = [one for one, _ in admin.get_formsets_with_inlines(request, record)]
        self._formsets = {one.get_default_prefix(): one for one in sets}
        self._forms = {"": form} | {name: one.form for name, one in self._formsets.items()}
        known = [one for one in versions(record) if one.is_there] if record else []
        self.saved = [version for version in known if (version.number or 0) > opened]
        stored = [part for one in sets for part in self._stored_parts(one.model)]
        self.theirs = self._side(record, stored) if record else {}
        self.mine = self._as_posted()
        self.base = self._as_opened([version for version in known if version.number == opened])
        self._names = self._read_names()
        self.choices = list(self._compare())

    # The three sides

    def _side(self, record: RecordTable, parts: list[RecordTable]) -> Side:
        """What the form of `record` with these parts would post."""
        side = {(): shown(self._forms[""](instance=record))}
        for prefix, formset in self._formsets.items():
            own = [one for one in parts if type(one) is formset.model]
            side |= self._named(prefix, [shown(formset.form(instance=one)) for one in own])
        return side

    def _stored_parts(self, model: type[RecordTable]) -> QuerySet:
        return model.objects.filter(**{model.part_of: self.record})

    def _as_saved(self, version: Version) -> Side:
        record = type(self.record)(pk=self.record.pk, **version.state[()])
        parts = [key[0](**values) for key, values in version.state.items() if key]
        return self._side(record, parts)

    def _as_opened(self, known: list[Version]) -> Side:
        """The opened version; parts that were removed later without a new version are included."""
        opened: Side = {}
        for version in known:
            lost = self.mine.keys() - self.theirs.keys() - opened.keys()
            if opened and not lost:
                break
            saved = self._as_saved(version)
            opened |= {row: saved[row] for row in (lost & saved.keys() if opened else saved)}
        return opened

    def _as_posted(self) -> Side:
        mine = {(): typed(self._forms[""], self.posted)}
        for prefix, formset in self._formsets.items():
            total = self.posted.get(f"{prefix}-TOTAL_FORMS", "0")
            rows = range(min(int(total), formset.absolute_max) if is_key(total) else 0)
            parts = [
                typed(formset.form, self.posted, f"{prefix}-{number}-")
                for number in rows
                if not self.posted.get(f"{prefix}-{number}-DELETE")
            ]
            blank = shown(formset.form())
            mine |= self._named(
                prefix, [one for one in parts if not self._same(prefix, one, blank)]
            )
        return mine

    def _named(self, prefix: str, parts: Iterable[Typed]) -> Side:
        model = self._formsets[prefix].model
        names = _named_by(model)
        named: Side = {}
        for part in parts:
            row = key = (prefix, *(part.get(name) or "" for name in names))
            # Two parts may have the same key: a body can have two roles, and the form will
            # report mistakes.
            again = count(2)
            while row in named:
                row = (*key, str(next(again)))
            named[row] = part
        return named

    # What differs

    def _compare(self) -> Iterator[Choice]:
        for row in {**self.theirs, **self.mine}:
            whole = [side.get(row) for side in (self.base, self.theirs, self.mine)]
            # A part that one side lacks is chosen as a whole.
            for name in [""] if None in whole[1:] else whole[1]:
                sides = [side and {name: side.get(name)} for side in whole] if name else whole
                if not self._same(_prefix(row), *sides[1:]):
                    yield self._choice(row, name, *sides)

    def _choice(self, row: PartKey, field: str, *sides: Typed | None) -> Choice:
        prefix = _prefix(row)
        base, theirs, mine = sides
        fields = self._forms[prefix].base_fields
        label = str(fields[field].label) if field else ""
        if row:
            part = self._formsets[prefix].model
            named = zip(_named_by(part), row[1:], strict=False)
            shown_key = [self._value_text(fields[name], value) for name, value in named]
            part_label = f"{part._meta.verbose_name} {' '.join(shown_key)}"
            label = f"{part_label} · {label}" if field else part_label
        return Choice(
            "/".join(["choice", *row, field]),
            row,
            field,
            label,
            *(self._text(prefix, side, whole=not field) for side in sides),
            they_changed=not self._same(prefix, base, theirs),
            i_changed=not self._same(prefix, base, mine),
        )

    def _same(self, prefix: str, one: Typed | None, other: Typed | None) -> bool:
        if one is None or other is None:
            return one is other
        fields = self._forms[prefix].base_fields
        return all(
            plain(fields[name], one[name]) == plain(fields[name], other.get(name)) for name in one
        )

    # Display texts

    def _text(self, prefix: str, side: Typed | None, *, whole: bool) -> str:
        if side is None:
            return ""
        fields = self._forms[prefix].base_fields
        texts = {name: self._value_text(fields[name], value) for name, value in side.items()}
        if not whole:
            return "".join(texts.values())
        return "；".join(f"{fields[name].label}：{value}" for name, value in texts.items() if value)

    def _value_text(self, field: forms.Field, value: str | None) -> str:
        if isinstance(field, forms.ModelChoiceField):
            return self._names.get((field, value or ""), value or "")
        if isinstance(field, forms.BooleanField):
            return "是" if value else "否"
        choices = dict(getattr(field, "choices", ()))
        if isinstance(field, forms.MultipleChoiceField):
            return "、".join(str(choices.get(key, key)) for key in (value or "").split())
        return str(choices.get(value, value or ""))

    def _read_names(self) -> dict[tuple[forms.Field, str], str]:
        """(foreign key field, key) → the record's name; one query per field."""
        names = {}
        for prefix, form in self._forms.items():
            for name, field in form.base_fields.items():
                if isinstance(field, forms.ModelChoiceField):
                    keys = {
                        value
                        for side in (self.base, self.theirs, self.mine)
                        for row, typed in side.items()
                        if _prefix(row) == prefix and is_key(value := typed.get(name) or "")
                    }
                    found = field.queryset.in_bulk(keys)
                    names |= {(field, str(key)): str(record) for key, record in found.items()}
        return names

    # The merged form

    def merged(self, chosen: Mapping[str, str]) -> QueryDict:
        """The merged form data; `chosen`: name of a choice → MINE or THEIRS."""
        agreed = self._agreed(chosen)
        data = self.posted.copy()
        data[OPENED] = str(self.record.version)
        put(data, "", agreed[()])
        for prefix, formset in self._formsets.items():
            for name in [name for name in data if name.startswith(f"{prefix}-")]:
                del data[name]
            self._put_parts(data, prefix, formset, agreed)
        return data

    def _agreed(self, chosen: Mapping[str, str]) -> Side:
        agreed = {row: dict(typed) for row, typed in {**self.theirs, **self.mine}.items()}
        for choice in self.choices:
            side = self.theirs if chosen[choice.name] == THEIRS else self.mine
            if choice.field:
                agreed[choice.row][choice.field] = side[choice.row][choice.field]
            elif choice.row not in side:
                del agreed[choice.row]
        return agreed

    def _put_parts(self, data: QueryDict, prefix: str, formset, agreed: Side) -> None:
        model = formset.model
        keys = self._stored_parts(model).values_list("pk", flat=True)
        theirs = [row for row in self.theirs if _prefix(row) == prefix]
        stored = dict(zip(theirs, keys, strict=True))
        wanted = {row: typed for row, typed in agreed.items() if _prefix(row) == prefix}
        rows = [*stored, *(row for row in wanted if row not in stored)]
        data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = len(stored), len(rows)
        for number, row in enumerate(rows):
            start = f"{prefix}-{number}-"
            data[f"{start}{model.part_of}"] = self.record.pk
            data[f"{start}id"] = stored.get(row, "")
            put(data, start, wanted.get(row, self.theirs.get(row, {})))
            if row not in wanted:
                data[f"{start}DELETE"] = "on"


def _named_by(part: type[RecordTable]) -> list[str]:
    """The fields that identify a part even if one of the two has corrected it."""
    return [name for name in part.natural_fields if name not in (part.part_of, *part.correctable)]


def _prefix(row: PartKey) -> str:
    """Of the form or formset that a row is edited in."""
    return row[0] if row else ""
