"""Form of records with a slug."""

from django import forms

from portal.text.pinyin import slug_from


class SluggedForm(forms.ModelForm):
    """Makes a blank slug from the name's pinyin."""

    slug_source = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "留空则由拼音生成。公布以后更改，旧地址转到新地址。"

    def clean(self):
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"]:
            records = self._meta.model.objects
            cleaned["slug"] = slug_from(
                cleaned.get(self.slug_source) or "",
                lambda slug: records.filter(slug=slug).exists(),
            )
        return cleaned
