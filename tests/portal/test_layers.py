"""The data flows one way: no module imports from above, and no modules import each other.

Read from the imports themselves, also those inside functions and `from package import module`.
"""

import ast
from functools import cache
from graphlib import TopologicalSorter

import pytest
from django.conf import settings

# From the ground up: a module imports from its own layer and from those before it.
LAYERS = (
    "portal.text",
    "portal.references",
    "portal.archived_files",
    "portal.sources",
    "portal.serving",
    "portal.deferred",
    "portal.prepared",
    "portal.address_patterns",
    "portal.changes",
    "portal.record_types",
    "portal.models",
    "portal.past",
    "portal.index",
    "portal.search",
    "portal.web",
    "portal.dimensions",
    "portal.open_data",
    "portal.feeds",
    "portal.mcp",
    "portal.api",
    "portal.suggestions",
    "portal.checks",
    "portal.loading",
    "portal.bulk_loading",
    "portal.backup",
    "portal.curation",
    "portal.admin",
    "policies.models",
    "policies.pairs",
    "policies.printed",
    "policies.rows",
    "policies.open_data",
    "policies.relations",
    "policies.charts",
    "policies.lists",
    "policies",
    "provinces",
    "portal.urls",
)
# They start or measure the whole portal, so they may know all of it.
STARTS = ("portal.apps", "portal.wsgi", "portal.management")
NO_DJANGO = ("portal.text", "portal.references", "portal.archived_files", "portal.sources")


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@cache
def modules() -> dict:
    """Name → path of every module of the three apps, migrations aside."""
    found = {}
    for app in ("portal", "policies", "provinces"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def imported(module: str) -> frozenset[str]:
    """The names that a module imports; of a package's submodule, the submodule."""
    names = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide what is imported"
            of_module = {f"{node.module}.{alias.name}" for alias in node.names}
            submodules = of_module & modules().keys()
            names |= submodules
            if of_module - submodules:
                names.add(node.module)
    return frozenset(names)


def own(module: str) -> frozenset[str]:
    return imported(module) & modules().keys()


def layer(module: str) -> int | None:
    """Its place in LAYERS, by the longest name that it is within."""
    found = [name for name in LAYERS if is_within(module, name)]
    return LAYERS.index(max(found, key=len)) if found else None


def test_no_module_imports_from_above():
    upward = {
        f"{module} -> {target}"
        for module in modules()
        if layer(module) is not None and not any(is_within(module, one) for one in STARTS)
        for target in own(module)
        if layer(target) is None or layer(target) > layer(module)
    }
    assert upward == set()


def test_every_module_has_a_layer_but_what_starts_the_portal():
    without = {module for module in modules() if layer(module) is None}
    allowed = {"portal", "portal.settings", "portal.apps", "portal.wsgi"}
    packages = ("portal.management", "portal.formats")
    assert {m for m in without - allowed if not any(is_within(m, p) for p in packages)} == set()


def test_the_two_apps_do_not_know_each_other():
    crossing = {
        (module, target)
        for module in modules()
        for target in own(module)
        if {module.partition(".")[0], target.partition(".")[0]} == {"policies", "provinces"}
    }
    assert crossing == set()


def test_no_modules_import_each_other():
    graph = {module: own(module) - {module} for module in modules()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("package", NO_DJANGO)
def test_plain_functions_know_no_django(package):
    within = [module for module in modules() if is_within(module, package)]
    assert within
    knowing = {m for m in within if any(is_within(name, "django") for name in imported(m))}
    assert knowing == set()
