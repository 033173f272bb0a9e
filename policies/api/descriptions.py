"""Describes entries, bodies, relations and differences (`portal.api.schema.descriptions`)."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.serializers import Serializer

from policies.models import Body, Difference, Kind, PolicyIssuance, Relation, Status
from portal.api.schema.descriptions import (
    Address,
    Choice,
    CitationSerializer,
    DateSerializer,
    Digest,
    ErratumSerializer,
    Moment,
    Number,
    RecordReferenceSerializer,
    RecordSerializer,
    Slug,
    SourcePlaceSerializer,
    Text,
)


class EntryBodySerializer(Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    role = serializers.ChoiceField(PolicyIssuance.Role.choices)
    stated = serializers.BooleanField(help_text=_("来源写明的为 true，推定的为 false"))
    others = serializers.CharField(help_text=_("来源没有列全主体的原话，如 等部门"))


class StatusSerializer(Serializer):
    value = serializers.ChoiceField(Status.choices)
    by = RecordReferenceSerializer(allow_null=True, help_text=_("使它改变的记录"))


class RelationSerializer(Serializer):
    """What a source says of two records."""

    kind = serializers.ChoiceField(Relation.Kind.choices)
    to = RecordReferenceSerializer()
    source = serializers.SlugField()
    place = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    quote = serializers.CharField()

    def get_fields(self):
        """With `from`, which is a word of Python's."""
        return super().get_fields() | {"from": RecordReferenceSerializer()}


class EntrySerializer(RecordSerializer):
    types: ClassVar = ["policy", "milestone"]
    title = Text(help_text=_("已按勘误改正的题名"))
    printed_title = Text(help_text=_("题名的原样"))
    text = Text(help_text=_("原文"))
    kind = Choice(Kind.choices)
    date = DateSerializer(required=False)
    bodies = EntryBodySerializer(many=True, required=False)
    number = Text(allow_null=True, help_text=_("发文字号"))
    status = StatusSerializer(required=False)
    written_on = DateSerializer(required=False, allow_null=True, help_text=_("成文日期"))
    published_on = DateSerializer(required=False, allow_null=True, help_text=_("发布日期"))
    in_force_on = DateSerializer(required=False, allow_null=True, help_text=_("施行日期"))
    official_url = Text(allow_null=True, help_text=_("官方公布的网址"))
    policy = Slug(allow_null=True, help_text=_("大事记条目所记的国家政策"))
    citations = CitationSerializer(many=True, required=False)
    sources = SourcePlaceSerializer(many=True, required=False)
    relations = RelationSerializer(many=True, required=False)
    errata = ErratumSerializer(many=True, required=False)


class ListedRelationSerializer(RelationSerializer):
    def get_fields(self):
        found = super().get_fields()
        for one in found.values():
            one.required = False
        return found


class PeriodSerializer(Serializer):
    until = serializers.CharField(help_text=_("到何时为止，如 2018-03"))
    official_name = serializers.CharField()
    parent = serializers.SlugField(allow_null=True)
    note = serializers.CharField()


class BodySerializer(RecordSerializer):
    types: ClassVar = ["body"]
    name = Text()
    official_name = Text()
    kind = Choice(Body.Kind.choices)
    parent = Slug(allow_null=True, help_text=_("现在的上级"))
    aliases = serializers.ListField(child=serializers.CharField(), required=False)
    periods = PeriodSerializer(many=True, required=False, help_text=_("以前的全称与上级"))
    note = Text()


class SaidSerializer(Serializer):
    policy = serializers.CharField(allow_null=True)
    milestone = serializers.CharField(allow_null=True)


class SaidInCitationSerializer(Serializer):
    source = Slug()
    place = Text()
    url = Address(allow_null=True)
    quote = Text()


class SaidValueSerializer(Serializer):
    text = Text()
    adopted = serializers.BooleanField()
    records = serializers.ListField(child=serializers.CharField())
    citations = SaidInCitationSerializer(many=True)


class RulingSerializer(Serializer):
    prefers = serializers.ChoiceField(Difference.Side.choices)
    adopted = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    decided = serializers.BooleanField(help_text=_("裁定以后没有新的说法"))


class DifferenceSerializer(Serializer):
    policy = Slug(allow_null=True)
    milestone = Slug(allow_null=True)
    title = Text()
    version = Number(allow_null=True)
    modified = Moment(allow_null=True)
    digest = Digest()
    field = Choice(Difference.Field.choices)
    says = SaidSerializer(required=False, help_text=_("两个来源各自的说法"))
    values = SaidValueSerializer(many=True, required=False, help_text=_("各种说法，各据何处"))
    ruling = RulingSerializer(
        required=False, allow_null=True, help_text=_("本站采用哪一个来源，为什么")
    )
