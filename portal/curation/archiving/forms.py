"""The row of an archived copy in a source's form."""

from django import forms
from django.conf import settings
from django.utils.html import format_html

from portal.curation.archiving.uploads import CHECKSUM, UPLOAD
from portal.models import ArchivedCopy, StoredFile
from portal.text.sizes import size_text


class UploadInput(forms.FileInput):
    """Beside it, the file that has been uploaded; one that is saved is not replaced."""

    shown = ""
    is_saved = False

    def render(self, name, value, attrs=None, renderer=None):
        control = "" if self.is_saved else super().render(name, None, attrs, renderer)
        return format_html("{} {}", control, self.shown)


class CopyForm(forms.ModelForm):
    upload = forms.FileField(
        label="文件",
        required=False,
        widget=UploadInput(attrs={"accept": ".pdf,.html,.htm"}),
        error_messages={"empty": "这个文件是空的。"},
    )

    class Meta:
        model = ArchivedCopy
        fields = [CHECKSUM, "archived_on"]
        widgets = {CHECKSUM: forms.HiddenInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[CHECKSUM].required = False  # `clean` says what is missing
        widget = self.fields[UPLOAD].widget
        widget.is_saved = bool(self.instance.pk)
        if not widget.is_saved:
            most = size_text(settings.ARCHIVE_BYTES)
            self.fields[UPLOAD].help_text = f"PDF 或 HTML 网页，最大 {most}；含脚本的 PDF 不收。"
        widget.shown = self.link(self.instance) if widget.is_saved else self._received()

    @staticmethod
    def link(copy: ArchivedCopy) -> str:
        """Set by the inline, which knows its address."""
        return str(copy)

    def _received(self) -> str:
        """What has been uploaded with an earlier attempt to save."""
        sha256 = self.data.get(self.add_prefix(CHECKSUM), "") if self.is_bound else ""
        stored = sha256 and StoredFile.objects.filter(sha256=sha256).values("form", "size").first()
        if not stored:
            return ""
        form = StoredFile.Form(stored["form"]).label
        return f"已收到：{form}，{size_text(stored['size'])}，保存后存档。"

    def clean_upload(self):
        file = self.cleaned_data[UPLOAD]
        if refused := getattr(file, "refused", ""):
            raise forms.ValidationError(refused)
        return file

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            cleaned[CHECKSUM] = self.initial[CHECKSUM]
        elif not StoredFile.objects.filter(sha256=cleaned.get(CHECKSUM) or "").exists():
            cleaned.pop(CHECKSUM, None)
            if UPLOAD not in self.errors:
                self.add_error(UPLOAD, "请选择要存档的文件。")
        return cleaned

    def _get_validation_exclusions(self):
        """Without a file the row says so once, beside the control."""
        missing = set() if self.cleaned_data.get(CHECKSUM) else {CHECKSUM}
        return super()._get_validation_exclusions() | missing
