"""The form to upload a spreadsheet."""

from django import forms

from portal.curation.importing.files import tables
from portal.curation.importing.files.unpacking import LONGEST_CELL, MOST_ELEMENTS, MOST_UNPACKED
from portal.curation.importing.files.workbook import MOST_COLUMNS

LARGEST = 10 * 2**20  # bytes of a file


class UploadForm(forms.Form):
    file = forms.FileField(
        label="文件",
        help_text=f"CSV 或 XLSX，第一行是栏名。有几个工作表的，读栏名最合的那一个。最大 "
        f"{LARGEST // 2**20} MB，最多 {tables.MOST_ROWS} 行、{MOST_COLUMNS} 栏；XLSX 的一格最多 "
        f"{LONGEST_CELL} 字，整个文件最多 {MOST_ELEMENTS // 2} 格（空的也算），展开后最大 "
        f"{MOST_UNPACKED // 2**20} MB。",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的。"},
    )

    def __init__(self, *args, known: list[str], **kwargs):
        """`known`: headers, by which the sheet to read is chosen."""
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_file(self) -> tuple[str, bytes]:
        """(name, content) of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"“{file.name}”有 {file.size} 字节，最多 {LARGEST} 字节：请分成几个文件。"
            )
        content = file.read()
        try:
            table = tables.read(content, self.known)
        except tables.TableError as error:
            raise forms.ValidationError(f"“{file.name}”{error}") from error
        if not table.rows:
            raise forms.ValidationError(f"“{file.name}”只有栏名，没有内容。")
        return file.name, content
