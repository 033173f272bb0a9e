"""The data flows one way: nobody imports from above, and the readers know no Django."""

import ast

import pytest
from django.conf import settings

# The commands and urls.py are where the portal may know the apps above it.
TOGETHER = {"portal/urls.py"}


def imports(path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def modules(folder):
    for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if "/migrations/" not in name and "/commands/" not in name and name not in TOGETHER:
            yield name, imports(path)


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("portal", ("policies", "provinces")),
        ("policies", ("provinces", "portal.sources")),
        ("provinces", ("policies", "portal.sources")),
        ("portal/sources", ("django",)),
    ],
)
def test_nothing_is_imported_from_above(folder, forbidden):
    found = [
        (name, imported)
        for name, names in modules(folder)
        for imported in names
        if any(imported == banned or imported.startswith(f"{banned}.") for banned in forbidden)
    ]
    assert list(modules(folder))
    assert found == []


def test_dates_know_no_django():
    assert not {name for name in imports(settings.BASE_DIR / "portal/dates.py") if "django" in name}
