"""Texts of several lines in forms: their lines end as they do in the sources."""

from django.contrib.admin.widgets import AdminTextareaWidget


class LinesWidget(AdminTextareaWidget):
    """A browser sends two characters at the end of a line, where one was shown to it."""

    def value_from_datadict(self, data, files, name):
        text = super().value_from_datadict(data, files, name)
        return text and text.replace("\r\n", "\n").replace("\r", "\n")
