# Part of lampo_privacy. LGPL-3.
import pytest

from lampo_privacy.tools.site_code import can_follow


@pytest.mark.parametrize("code", [
    "<script>follow()</script>", "<SCRIPT src='//x.example/a.js'>", "<img src='https://x.example/p.gif' width=1>",
    "<noscript><iframe src='//x.example'></iframe></noscript>", "<link rel='stylesheet' href='//x.example/f.css'>",
    "<style>@import '//x.example/f.css';</style>", "<p style='background:URL(//x.example/p.gif)'>x</p>",
    "<svg><image href='//x.example/p.gif'/></svg>", "<div onmouseover = 'follow()'>x</div>",
    "<meta http-equiv='refresh' content='0;//x.example'>", "<a href='javascript:follow()'>x</a>",
])
def test_what_loads_or_runs_something_can_follow_a_visitor(code):
    assert can_follow(code)


@pytest.mark.parametrize("code", [
    "", "<meta name='description' content='Kaukolämpöä'>", "<p>Asiakaspalvelu <b>014 100</b></p>",
    "<a href='https://lampo.example/yhteys'>Yhteys</a>", "<!-- imported one season ago -->",
])
def test_words_and_descriptions_follow_nobody(code):
    assert not can_follow(code)
