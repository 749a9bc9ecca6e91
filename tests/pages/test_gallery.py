from __future__ import annotations


def test_the_gallery_shows_the_three_meanings_and_is_not_indexed(open_page, client):
    page = open_page("/gallery/")
    for meaning in ("use", "do-not", "caution"):
        assert page.all("section", cls=meaning)
    assert client.get("/gallery/").headers["X-Robots-Tag"] == "noindex"
    assert b"/gallery/" not in client.get("/sitemap.xml").content
