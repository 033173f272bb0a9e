"""Multi-line texts in forms, with line ends as in the sources."""

from django.contrib.admin.widgets import AdminTextareaWidget


class LinesWidget(AdminTextareaWidget):
    """Converts the CRLF that browsers send to LF."""

    def value_from_datadict(self, data, files, name):
        text = super().value_from_datadict(data, files, name)
        return text and text.replace("\r\n", "\n").replace("\r", "\n")
