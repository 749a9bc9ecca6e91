"""Every public address. The name of a view is the name of its address, its template and its test."""

from __future__ import annotations

from django.conf import settings
from django.urls import path, re_path

from .appeal import appeal, appeal_document, appeal_sheet, appeal_text
from .appeal_argument import appeal_argument
from .ask import ask
from .ask_summary import ask_summary
from .changes import modifier_changes
from .compare import comparison, comparison_list, comparison_variant
from .corrections import corrections
from .denial_code import denial_code, denial_list
from .desk_card import comparison_desk_card, modifier_desk_card
from .downloads import download, downloads
from .family import family, family_list
from .feedback import feedback, feedback_sent
from .gallery import gallery
from .history import modifier_as_of, modifier_edition, modifier_history
from .home import home
from .index_now import index_now_key
from .machines import robots, sitemap
from .modifier import modifier
from .modifier_list import modifier_list
from .pair import pair, pair_list, pair_variant
from .payer import payer, payer_list
from .picture import picture
from .plain_page import page
from .procedure import procedure
from .question import question, question_list
from .search import opensearch, search, suggest
from .setting import setting, setting_list
from .source import source, source_list
from .topic import topic, topic_list
from .twins import llms, twin
from .updates import updates, updates_feed
from .variants import listing_variant, modifier_variant, page_variant


def _any_case(word: str) -> str:
    """A pattern for a word in either case; Django cannot reverse past an inline flag."""
    return "".join(f"[{letter.upper()}{letter.lower()}]" for letter in word)


_MODIFIERS, _MOD, _M = _any_case("modifiers"), _any_case("mod"), _any_case("m")
_WORD = f"(?:{_MODIFIERS}?|{_MOD}|{_M})"

urlpatterns = [
    path("", home, name="home"),
    path("modifiers/", modifier_list, name="modifier_list"),
    re_path(r"^modifiers/(?P<code>[0-9a-z]{2})/$", modifier, name="modifier"),
    path("modifiers/<str:code>/desk-card/", modifier_desk_card, name="modifier_desk_card"),
    path("modifiers/<str:code>/history/", modifier_history, name="modifier_history"),
    path("modifiers/<str:code>/editions/<int:number>/", modifier_edition, name="modifier_edition"),
    path("modifiers/<str:code>/as-of/", modifier_as_of, name="modifier_as_of_form"),
    path("modifiers/<str:code>/as-of/<str:on>/", modifier_as_of, name="modifier_as_of"),
    re_path(
        r"^modifiers/(?P<code>[^/]+)/changes/(?P<old>\d{1,9})\.\.(?P<new>\d{1,9})/$",
        modifier_changes,
        name="modifier_changes",
    ),
    re_path(rf"^{_WORD}[/-](?P<typed>[^/]{{1,40}})/?$", modifier_variant, name="modifier_variant"),
    re_path(rf"^{_WORD}/?$", listing_variant, name="modifier_list_variant"),
    path("compare/", comparison_list, name="comparison_list"),
    path("compare/<slug:key>/", comparison, name="comparison"),
    path("compare/<slug:key>/desk-card/", comparison_desk_card, name="comparison_desk_card"),
    re_path(r"^compare/(?P<typed>[^/]{1,200})/?$", comparison_variant, name="comparison_variant"),
    path("families/", family_list, name="family_list"),
    path("families/<slug:key>/", family, name="family"),
    path("topics/", topic_list, name="topic_list"),
    path("topics/<slug:key>/", topic, name="topic"),
    path("payers/", payer_list, name="payer_list"),
    path("payers/<slug:key>/", payer, name="payer"),
    path("questions/", question_list, name="question_list"),
    path("questions/<slug:key>/", question, name="question"),
    path("settings/", setting_list, name="setting_list"),
    path("settings/<slug:key>/", setting, name="setting"),
    path("sources/", source_list, name="source_list"),
    path("sources/<slug:key>/", source, name="source"),
    path("denials/", denial_list, name="denial_list"),
    path("denials/<str:key>/", denial_code, name="denial_code"),
    path("appeal/", appeal, name="appeal"),
    path("appeal/argument/", appeal_argument, name="appeal_argument"),
    path("appeal/sheet/", appeal_sheet, name="appeal_sheet"),
    path("appeal/letter.txt", appeal_text, name="appeal_text"),
    path("appeal/letter.docx", appeal_document, name="appeal_document"),
    path("pairs/", pair_list, name="pair_list"),
    re_path(r"^pairs/(?P<slug>[0-9A-Z-]{1,80})/$", pair, name="pair"),
    re_path(r"^pairs/(?P<typed>[^/]{1,200})/?$", pair_variant, name="pair_variant"),
    re_path(r"^codes/(?P<code>[^/]{1,40})/$", procedure, name="procedure"),
    path("ask/", ask, name="ask"),
    path("ask/summary/", ask_summary, name="ask_summary"),
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="suggest"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("downloads/", downloads, name="downloads"),
    re_path(r"^downloads/modifiers\.(?P<form>json|csv|yaml)$", download, name="download"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/sent/", feedback_sent, name="feedback_sent"),
    path("corrections/", corrections, name="corrections"),
    path("updates/", updates, name="updates"),
    path("updates/feed.atom", updates_feed, name="updates_feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("llms.txt", llms, name="llms"),
    re_path(r"^(?P<path>[a-z0-9/-]{1,150}/)index\.md$", twin, name="twin"),
    re_path(r"^pictures/(?P<name>[a-z0-9-]{1,120}\.png)$", picture, name="picture"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", index_now_key, name="index_now_key"),
]

if settings.DEBUG or settings.GALLERY:
    urlpatterns.append(path("gallery/", gallery, name="gallery"))

urlpatterns += [path("<slug:key>/", page, name="page"), path("<slug:key>", page_variant, name="page_variant")]
