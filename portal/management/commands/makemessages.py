"""Django's makemessages, which here reads the sentences of the Jinja2 templates too."""

from pathlib import Path

from django.core.management.commands import makemessages
from django.template import engines
from jinja2.ext import extract_from_ast


class BuildFile(makemessages.BuildFile):
    """A file that is fed to gettext: Python as it is, a template as calls of gettext functions."""

    def preprocess(self):
        pages = engines["pages"]
        path = Path(self.path).resolve()
        if not any(path.is_relative_to(folder) for folder in pages.template_dirs):
            return super().preprocess()
        found = extract_from_ast(pages.env.parse(path.read_text("utf-8")), babel_style=False)
        calls = (f"{function}({', '.join(map(repr, texts))})\n" for _, function, texts in found)
        Path(self.work_path).write_text("".join(calls), "utf-8")
        return None


class Command(makemessages.Command):
    build_file_class = BuildFile
