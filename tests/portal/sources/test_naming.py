import pytest

from portal.sources.naming import short_title


@pytest.mark.parametrize(
    ("wording", "title"),
    [
        ("国务院印发《促进大数据发展行动纲要》，明确顶层设计。", "促进大数据发展行动纲要"),
        (
            "《国务院关于在线政务服务的若干规定》印发，提出电子印章。",
            "国务院关于在线政务服务的若干规定",
        ),
        ("2018年《政府工作报告》提出“深入推进”。", "2018年政府工作报告"),
        (
            "首届数字中国建设峰会在福建福州召开，习近平总书记致信。",
            "首届数字中国建设峰会在福建福州召开",
        ),
        (
            "中国共产党第十九次全国代表大会举行。大会通过的报告《决胜全面建成小康社会》，提出。",
            "中国共产党第十九次全国代表大会举行",
        ),
        ("国务院印发《关于甲，乙的意见》，提出。", "关于甲，乙的意见"),
    ],
)
def test_a_milestone_is_titled_by_its_document_or_its_own_first_words(wording, title):
    assert short_title(wording) == title
