"""Validates `page` and `page_size`; a page after the last is a 404."""

from django import forms
from django.core.paginator import EmptyPage, Page, Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.web.forms.explained import Explained
from portal.web.forms.fields import QueryForm, WholeNumberField

PAGE_SIZE, LARGEST_PAGE = 100, 200  # LARGEST_PAGE is repeated in the help text


class BeyondLastPage(Explained):
    pass


class PageForm(QueryForm):
    page = WholeNumberField(
        label=_("页码"), required=False, min_value=1, help_text=_("从 1 起的整数")
    )
    page_size = WholeNumberField(
        label=_("每页条数"),
        required=False,
        min_value=1,
        max_value=LARGEST_PAGE,
        help_text=_("1 至 200 的整数"),
    )

    def add_error(self, field, error):
        """Replaces Django's message by one that quotes the value."""
        wanted = self.fields[field].help_text if field in self.fields else ""
        if wanted and getattr(error, "code", "") != "repeated":
            sentence = gettext("“%(value)s”有误：须为%(wanted)s。")
            error = forms.ValidationError(
                sentence % {"value": self.data.get(field), "wanted": wanted}
            )
        super().add_error(field, error)


def cut(rows, form: PageForm, size: int = PAGE_SIZE) -> Page:
    """The page of `rows` (anything with a length and slices) that a valid form asks for.

    `size` is the number of rows on a page unless the form says otherwise.
    """
    paginator = Paginator(rows, form.cleaned_data.get("page_size") or size)
    number = form.cleaned_data["page"] or 1
    try:
        return paginator.page(number)
    except EmptyPage as error:
        sentence = gettext("没有第 %(page)s 页：一共 %(pages)s 页。")
        sentence %= {"page": number, "pages": paginator.num_pages}
        raise BeyondLastPage(sentence) from error
