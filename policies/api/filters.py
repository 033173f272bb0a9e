"""The filters of lists that have no page with filters of their own."""

from django.utils.translation import gettext_lazy as _

from policies.models import Relation
from portal.web.forms.fields import ChoicesField, QueryForm, WordsField


class BodiesForm(QueryForm):
    """`q`: words that occur in the names of a body, also in former ones and aliases."""

    q = WordsField(label=_("名称"), required=False)


class RelationsForm(QueryForm):
    kind = ChoicesField(label=_("关系"), required=False, choices=Relation.Kind.choices)
