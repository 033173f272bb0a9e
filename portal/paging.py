"""`page` and `page_size`: validated, and the page beyond the last is a 404."""

from django import forms
from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404

from portal.fields import QueryForm

PAGE_SIZE, LARGEST_PAGE = 100, 200


class BeyondLastPage(Http404):
    """Its message is a sentence for the reader."""


class PageForm(QueryForm):
    page = forms.IntegerField(label="页码", required=False, min_value=1, help_text="从 1 起的整数")
    page_size = forms.IntegerField(
        label="每页条数",
        required=False,
        min_value=1,
        max_value=LARGEST_PAGE,
        help_text=f"1 至 {LARGEST_PAGE} 的整数",
    )

    def add_error(self, field, error):
        """The value goes into the sentence; Django's own leaves it out."""
        if field in self.fields and getattr(error, "code", "") != "repeated":
            value = self.data.get(field)
            error = forms.ValidationError(f"“{value}”有误：须为{self.fields[field].help_text}。")
        super().add_error(field, error)

    @property
    def number(self) -> int:
        return self.cleaned_data["page"] or 1

    @property
    def size(self) -> int:
        return self.cleaned_data["page_size"] or PAGE_SIZE


def cut(rows, form: PageForm) -> Page:
    """The page of `rows` (a length and slices) that a valid form asks for."""
    paginator = Paginator(rows, form.size)
    try:
        return paginator.page(form.number)
    except EmptyPage as error:
        raise BeyondLastPage(f"没有第 {form.number} 页：一共 {paginator.num_pages} 页。") from error
