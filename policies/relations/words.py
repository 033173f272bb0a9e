"""Relations in words, from both ends, with the other record in the place of {document}."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.models import Relation

Kind = Relation.Kind


class Words(NamedTuple):
    """What the page of the record that does it says, and what that of the other one says."""

    own: Promise
    others: Promise


WORDS = {
    Kind.AMENDS: Words(_("修订了{document}"), _("被{document}修订")),
    Kind.REPEALS: Words(_("废止了{document}"), _("被{document}废止")),
    Kind.FORWARDS: Words(_("转发了{document}"), _("由{document}转发")),
    Kind.BASED_ON: Words(_("以{document}为依据"), _("是{document}的依据")),
    Kind.IMPLEMENTS: Words(_("落实{document}"), _("由{document}落实")),
    Kind.ACCOMPANIES: Words(_("是{document}的配套文件"), _("有配套文件{document}")),
    Kind.FIRST_PROPOSED: Words(_("首次提出{document}"), _("由{document}首次提出")),
    Kind.SAME_MEETING: Words(_("与{document}出自同一会议"), _("与{document}出自同一会议")),
}
MUTUAL = {Kind.SAME_MEETING}


def around(kind: str, *, is_own: bool) -> tuple[str, str]:
    """What is said before and after the other record."""
    words = WORDS[Kind(kind)]
    before, _place, after = str(words.own if is_own else words.others).partition("{document}")
    return before, after


def sentence(kind: str, first: str, second: str) -> str:
    """甲 修订了 乙, as a plain text."""
    before, after = around(kind, is_own=True)
    return f"{first} {before}{second}{after}"
