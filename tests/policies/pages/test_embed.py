"""Pages for the frames of other sites: no script, no cookie, links that lead out of the frame."""

import re

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize(
    ("frame", "whole"),
    [
        ("/embed/timeline/?year=2018", "/?year=2018"),
        ("/embed/timeline/?year=2018&view=lanes", "/?year=2018&view=lanes"),
        ("/embed/years/?body=guowuyuan", "/?body=guowuyuan"),
        ("/embed/provinces/?q=%E6%95%B0%E6%8D%AE", "/provinces/?q=%E6%95%B0%E6%8D%AE"),
        ("/en/embed/timeline/", "/en/"),
    ],
)
def test_a_frame_says_what_its_whole_page_says(client, frame, whole):
    answer = client.get(frame)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert answer["X-Robots-Tag"] == "noindex"
    assert "<script" not in page
    assert f'<base href="http://testserver{whole.replace("&", "&amp;")}" target="_top">' in page
    links = set(re.findall(r'href="(/(?:en/)?(?:milestones|policies|provinces)/[^"]+)"', page))
    assert links <= set(re.findall(r'href="([^"]+)"', client.get(whole).content.decode()))
    assert links or "years" in frame


def test_other_pages_stay_out_of_frames_and_say_how_to_embed(client):
    for whole, frame in (
        ("/?year=2018", "/embed/timeline/?year=2018"),
        ("/bodies/guowuyuan/?year=2018", "/embed/timeline/?year=2018&amp;body=guowuyuan"),
        ("/provinces/", "/embed/provinces/"),
    ):
        answer = client.get(whole)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert f'src="http://testserver{frame}"' in answer.content.decode().replace("&#34;", '"')


def test_a_bad_value_is_named_in_the_frame(client):
    for frame in ("/embed/timeline/?year=abc", "/embed/years/?year=abc"):
        answer = client.get(frame)
        assert answer.status_code == 400
        assert "“abc”" in answer.content.decode()
    assert "measure" in client.get("/embed/provinces/?measure=x").content.decode()
