"""Django's Jinja2 back end as the public pages use it: one environment for each language.

What is the same on all pages of a language, such as its words, is written into the compiled
templates, so that rendering neither translates nor resolves it again. The admin's templates are
Django's own, because they extend those of Django's admin.
"""

from django.template.backends.jinja2 import Jinja2
from django.urls import get_script_prefix
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer

from portal.web.rendering import date_format, template_functions


class Pages(Jinja2):
    """Jinja2 templates in the active language."""

    def __init__(self, params: dict):
        self._of_language: dict[tuple, Environment] = {}
        super().__init__(params)

    @property
    def env(self) -> Environment:
        """Not shared by script prefixes either, because addresses contain them."""
        key = get_language(), get_script_prefix()
        if key not in self._of_language:
            self._of_language[key] = made = self._made.overlay()
            made.filters = made.filters | {"format_date": date_format.formatter()}
        return self._of_language[key]

    @env.setter
    def env(self, made: Environment) -> None:
        self._made = made


class PageCodeGenerator(CodeGenerator):
    """Writes plainer Python for what pages do thousands of times than Jinja2 does by itself.

    So `row.title` is an attribute and never an item, which is written `row["title"]`; a macro
    takes all its parameters, by position; what is printed is escaped by `escaped`.
    """

    def visit_Template(self, node: nodes.Template, frame=None) -> None:  # noqa: N802 - Jinja2's names
        self.writeline("from portal.web.rendering.escaping import escape_text, escaped")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame, finalize) -> None:
        self.write("(escape_text(printed) if type(printed := ")

    def _output_child_post(self, node: nodes.Expr, frame, finalize) -> None:
        self.write(") is str else escaped(printed))")

    def visit_Include(self, node: nodes.Include, frame) -> None:  # noqa: N802
        """As one string, which need not pass through all templates around it piece by piece."""
        self.writeline("template = environment.get_template(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        known = f"context.get_all(), True, {self.dump_local_context(frame)}"
        pieces = f"template.root_render_func(template.new_context({known}))"
        self.simple_write(f"concat({pieces})", frame)

    def visit_Getattr(self, node: nodes.Getattr, frame) -> None:  # noqa: N802
        if getattr(node.node, "name", "") == "self":  # whose blocks are items
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame, **block) -> None:  # noqa: N802
        function = self.environment.globals.get(getattr(node.node, "name", ""))
        wants_context = hasattr(function, "jinja_pass_arg")
        if wants_context or block or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, **block)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref, frame) -> None:
        if macro_ref.accesses_kwargs or macro_ref.accesses_varargs or macro_ref.accesses_caller:
            super().macro_def(macro_ref, frame)
        else:
            self.write("macro")

    def return_buffer_contents(self, frame, force_unescaped: bool = False) -> None:
        super().return_buffer_contents(frame)  # Markup of a macro too: it is not escaped again


class PageEnvironment(Environment):
    code_generator_class = PageCodeGenerator

    def make_globals(self, d) -> dict:
        """No template has globals of its own, which Jinja2 would compare for each import."""
        return self.globals

    def _generate(self, source: nodes.Template, *args, **kwargs) -> str:
        """Jinja2's hook before a template is compiled."""
        return super()._generate(_Fixed().visit(source), *args, **kwargs)


class _Fixed(NodeTransformer):
    """Replaces calls like `_("检索")` by their result."""

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja2's name
        self.generic_visit(call)
        function = template_functions.FIXED.get(getattr(call.node, "name", ""))
        varies = call.kwargs or call.dyn_args or call.dyn_kwargs
        if function is None or varies or not all(isinstance(arg, nodes.Const) for arg in call.args):
            return call
        return nodes.Const(function(*(arg.value for arg in call.args)), lineno=call.lineno)


def environment(**options) -> Environment:
    options |= {
        "extensions": ["jinja2.ext.i18n"],
        # An unknown name is a mistake, so it is an error instead of an empty string.
        "undefined": StrictUndefined,
        # Lines that hold only a tag leave no white space in the page.
        "trim_blocks": True,
        "lstrip_blocks": True,
        "cache_size": -1,  # all templates stay compiled
    }
    made = PageEnvironment(**options)
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)
    made.globals |= template_functions.FIXED | template_functions.GLOBALS
    made.filters |= template_functions.FILTERS
    return made
