"""A source typed in on an entry's own form, which becomes a draft and is cited by the entry."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.short_titles import short_title_of
from portal.curation.workflow.transitions import is_allowed
from portal.models import Source
from portal.text.pinyin import slug_from

TITLE, ADDRESS, PUBLISHER, QUOTE = "source_title", "source_url", "source_publisher", "source_quote"
FIELDS = (TITLE, ADDRESS, PUBLISHER, QUOTE)
_NAMES = {"title": TITLE, "short_title": TITLE, "slug": TITLE, "url": ADDRESS}


def _line(label: str, help_text: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vLargeTextField"})
    return forms.CharField(
        label=label, required=False, max_length=500, widget=widget, help_text=help_text
    )


class TypedSourceForm(forms.ModelForm):
    """`typed_source` is the source to be cited, stored or new, after the form is cleaned."""

    typed_source: Source | None = None
    source_title = _line(
        "新来源", "题名。还没有收录的来源写在这里，随本条存为草稿；已收录的也可只写题名。"
    )
    source_url = _line("新来源的网址")
    source_publisher = _line("新来源的发布者")
    source_quote = forms.CharField(
        label="新来源的原话",
        required=False,
        widget=LinesWidget(attrs={"rows": 3, "cols": 60, "class": ""}),
        help_text="照来源抄录，一字不改；没有写原文的，就作原文。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "wording" in self.fields:
            self.fields["wording"].required = False

    def clean(self):
        cleaned = super().clean()
        if "wording" in self.fields and not cleaned.get("wording"):
            cleaned["wording"] = cleaned.get(QUOTE, "")
            if not cleaned["wording"]:
                self.add_error("wording", self.fields["wording"].error_messages["required"])
        if any(cleaned.get(name) for name in FIELDS):
            self.typed_source = self._find(cleaned) or self._made(cleaned)
            self._expect_usable(self.typed_source)
        return cleaned

    def _find(self, cleaned: dict) -> Source | None:
        """The stored source of this address, or of this title if no address was typed."""
        title, address = cleaned.get(TITLE), cleaned.get(ADDRESS)
        same = Q(url=address) if address else Q(title=title) | Q(short_title=title)
        return Source.objects.filter(same).order_by("pk").first() if title or address else None

    def _made(self, cleaned: dict) -> Source:
        title, address = cleaned.get(TITLE, ""), cleaned.get(ADDRESS, "")
        source = Source(
            title=title,
            short_title=short_title_of(title),
            slug=slug_from(title, lambda slug: Source.objects.filter(slug=slug).exists()),
            kind=Source.Kind.WEB if address else Source.Kind.DOCUMENT,
            url=address,
            publisher=cleaned.get(PUBLISHER, ""),
        )
        try:
            source.full_clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                self.add_error(_NAMES.get(name, PUBLISHER), sentences)
        return source

    def _expect_usable(self, source: Source) -> None:
        if source.pk is None and not is_allowed(self.user, Source, "add"):
            self.add_error(TITLE, f"没有题名为“{source.title}”的来源，而您没有增加来源的权限。")
        if self.instance.pk and self.instance.is_published and not source.is_published:
            sentence = f"本条已公开，只能依据公开的来源：请先增加并发布来源“{source}”。"
            self.add_error(TITLE, sentence)


def store(form: TypedSourceForm) -> None:
    if form.typed_source and form.typed_source.pk is None:
        form.typed_source.save()


def cite(form: TypedSourceForm) -> None:
    """Cite the typed source after the entry's other citations."""
    source, citations = form.typed_source, form.instance.citations
    if source is None:
        return
    quote = form.cleaned_data[QUOTE]
    known = citations.filter(source=source, place="").first()
    if known is None:
        citations.create(source=source, quote=quote, position=citations.count() + 1)
    elif quote and not known.quote:
        known.quote = quote
        known.save()
