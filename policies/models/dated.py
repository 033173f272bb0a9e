"""The dates of a policy or milestone as `PartialDate`, and the constraints of their columns."""

from dataclasses import astuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from policies.models.timeline_dates import COLUMNS as TIMELINE
from portal.text import dates


class Dated:
    """The columns `date_*` and `timeline_*` are declared by the model (`Entry`)."""

    @property
    def date(self) -> dates.PartialDate | None:
        """The date that the record's own source states; None only on an incomplete form."""
        if None in (self.date_start, self.date_end):
            return None
        return dates.PartialDate(
            self.date_start, self.date_end, self.date_precision, self.date_qualifier
        )

    @date.setter
    def date(self, date: dates.PartialDate | None) -> None:
        self.date_start = date and date.start
        self.date_end = date and date.end
        self.date_precision = date.precision if date else ""
        self.date_qualifier = date.qualifier if date else ""
        if date is None or self.checked_date != date.iso:
            self.checked_date = ""

    @property
    def timeline_date(self) -> dates.PartialDate:
        return dates.PartialDate(*(getattr(self, name) for name in TIMELINE))

    def set_timeline_date(self, date: dates.PartialDate) -> None:
        for name, value in zip(TIMELINE, astuple(date), strict=True):
            setattr(self, name, value)

    def check_date(self) -> None:
        try:
            stated = self.date
            if stated is None:
                return  # part of the date is missing, which its own field reports
            if self.timeline_start is not None:
                _ = self.timeline_date
        except dates.DateError as error:
            raise ValidationError(str(error)) from error
        if not self.is_as_printed():
            raise ValidationError({"date_text": f"“{self.date_text}”不是{stated}：两处须一致。"})

    def is_as_printed(self) -> bool:
        """Whether the date is the printed one, or an uncertain one lies within it.

        A text that cannot be read as a date, such as 近日, says nothing against it.
        """
        stated = self.date
        try:
            printed = dates.read_typed(self.date_text, stated.year)
        except dates.DateError:
            return True
        is_wider = printed.qualifier and not stated.qualifier and stated.contains(printed)
        return printed == stated or bool(is_wider)

    def derive(self):
        try:
            self.set_timeline_date(self.date)
        except dates.DateError as error:
            raise ValidationError({"date_start": str(error)}) from error


of_dates = [
    *(
        models.CheckConstraint(
            condition=Q(**{f"{which}_precision": dates.DAY, f"{which}_start": F(f"{which}_end")})
            | Q(
                ~Q(**{f"{which}_precision": dates.DAY}),
                **{f"{which}_start__lt": F(f"{which}_end")},
            ),
            name=f"%(class)s_{which}_fits_precision",
        )
        for which in ("date", "timeline")
    ),
    *(
        models.CheckConstraint(
            condition=Q(**{f"{which}_qualifier": ""})
            | Q(**{f"{which}_qualifier": dates.ABOUT})
            | Q(**{f"{which}_precision": dates.RANGE}),
            name=f"%(class)s_{which}_qualifier_fits",
        )
        for which in ("date", "timeline")
    ),
]
