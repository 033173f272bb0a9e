from django.conf import settings

from policies.models import Policy
from portal.sources import decisions
from portal.web.rendering.errata import mark
from provinces.models import Excerpt


def spans(record, field="wording"):
    return mark(record, record.errata.all()).fields[field]


def text(span) -> str:
    return "".join(piece.text for piece in span.pieces)


def test_a_misprint_is_marked_where_it_stands_and_the_text_stays_as_printed(catalogue):
    anhui = Excerpt.objects.get(unit__slug="anhui")
    marked = [span for span in spans(anhui) if span.erratum]
    assert "".join(text(span) for span in spans(anhui)) == anhui.wording
    assert [text(span) for span in marked][4:7] == ["开级版", "7X24小时", "不打样"]
    assert [span.number for span in marked] == list(range(1, len(marked) + 1))


def test_a_misprint_in_a_title_is_marked_in_the_title(catalogue):
    policy = Policy.objects.get(slug="jiakuai-tuijin-hulianwang-zhengwu-fuwu-gongzuo")
    [marked] = [span for span in spans(policy, "title_text") if span.erratum]
    assert (text(marked), marked.erratum.reading) == ("工作的指导》", "工作的指导意见》")
    assert not [span for span in spans(policy) if span.erratum]


def test_an_erratum_whose_words_are_gone_marks_nothing(catalogue):
    excerpt = Excerpt.objects.get(unit__slug="jiangsu")
    excerpt.wording = "改过的文字。"
    assert [text(span) for span in spans(excerpt)] == ["改过的文字。"]


def test_every_erratum_gives_its_reason_and_says_something_other_than_what_is_printed():
    errata = decisions.read(decisions.Erratum)
    assert errata
    assert all(erratum.reason and erratum.reading != erratum.printed for erratum in errata)
    empty = {erratum.kind for erratum in errata if not erratum.reading}
    assert empty == {"misplaced", "query"}


def test_the_misprints_that_both_readings_found_are_listed():
    """A sample of each kind, so that a lost line of the list is noticed."""
    listed = {(erratum.record, erratum.printed) for erratum in decisions.read(decisions.Erratum)}
    for record, printed in [
        ("zhengfu-xinxi-gongkai-tiaoli", "人们群众"),
        ("qinghai", "贺慧医疗"),
        ("fujian", "政务务”"),
        ("jiangxi", "贛服通"),
        ("shaanxi", "平 台"),
        ("anhui", "生四最”"),
        ("2018-12-08", "、互联网+政务服务、"),
    ]:
        assert (record, printed) in listed
    [passage] = [
        e
        for e in decisions.read(decisions.Erratum)
        if e.record == "zhejiang" and e.kind == "misplaced"
    ]
    assert "赣服通" in passage.printed
    assert (
        settings.BASE_DIR.joinpath("fixtures/sources/guanyan-policy-tables.txt")
        .read_text()
        .count(passage.printed)
        == 1
    )
