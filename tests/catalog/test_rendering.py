"""From Markdown to HTML that is safe to show."""

from lms.catalog.rules.rendering import render

DRAWING = b'<svg viewBox="0 0 320 180"/>'


def test_a_drawing_is_a_figure_of_known_size_found_by_its_content():
    html = render("![Lensa dilap](lap.svg)", {"lap.svg": DRAWING})

    assert html.startswith('<figure class="drawing"><img src="/media/')
    assert 'alt="Lensa dilap" width="320" height="180" loading="lazy"' in html


def test_blocks_have_titles_of_their_own_or_the_usual_ones():
    html = render("::: remember\nLensa bersih.\n:::\n\n::: example Bu Sri & Pak Joko\nSiang.\n:::\n\n::: steps\n1. Satu\n:::", {})

    assert '<div class="remember">\n<p class="block-title">Ingat</p>' in html
    assert '<p class="block-title">Bu Sri &amp; Pak Joko</p>' in html
    assert '<div class="steps">\n<ol>' in html


def test_an_exercise_right_under_a_heading_is_not_named_twice():
    html = render(
        "## Latihan di HP Anda\n\n::: exercise\nCoba.\n:::\n\n::: exercise\nLagi.\n:::\n\n## Lain\n\n::: warning\nAwas.\n:::", {}
    )

    assert '<h2>Latihan di HP Anda</h2>\n<div class="exercise">\n<p>Coba.</p>' in html
    assert '<div class="exercise">\n<p class="block-title">Latihan</p>\n<p>Lagi.</p>' in html
    assert '<h2>Lain</h2>\n<div class="warning">\n<p class="block-title">Hati-hati</p>' in html


def test_a_video_is_a_link_that_says_what_it_costs():
    html = render('```video\nurl = "https://youtu.be/x"\ntitle = "Memegang HP"\nminutes = 4\nmegabytes = 10\n```', {})

    assert '<a href="https://youtu.be/x" rel="noopener">Memegang HP</a>' in html
    assert "4 menit, memakai kuota ± 10 MB" in html


def test_other_fences_are_code():
    assert "<code>a &lt; b\n</code>" in render("```\na < b\n```", {})


def test_nothing_dangerous_survives():
    html = render("[klik](javascript:alert(1)) <script>alert(1)</script> [luar](http://example.org)", {})

    assert "<script" not in html
    assert "javascript:" not in html.replace("[klik](javascript:alert(1))", "")
    assert 'href="http:' not in html


def test_a_missing_drawing_leaves_its_words():
    assert 'alt="Hilang"' in render("![Hilang](tidak-ada.svg)", {})
