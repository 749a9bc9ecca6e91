"""The tables: working copies that editors write, and editions that readers read."""

from .announcement import Announcement
from .comparison import Comparison, ComparisonQuestion, ComparisonStatement
from .denial_code import DenialCode
from .edition import CatalogueVersion, Edition
from .event import Event
from .family import Family
from .feedback import FeedbackCount, FeedbackReport
from .hcpcs import HcpcsFile, HcpcsRecord
from .modifier import Modifier
from .modifier_rows import (
    ChecklistItem,
    DenialReason,
    Exclusion,
    Misconception,
    Paragraph,
    PayerNote,
    RelatedModifier,
    Scenario,
    SettingUse,
    UseCase,
)
from .page import Page
from .payer import Payer
from .presence import Presence
from .preview_link import PreviewLink
from .review import Review
from .search_gap import SearchGap
from .source import Source
from .statements import DenialCodeStatement, FamilyGuidance, PageSection, PageTerm, PayerStatement, PayerTimeLimit
from .subject import Subject
from .vocabulary import Question, Setting, Topic

SUBJECTS: dict[str, type[Subject]] = {
    model.kind: model for model in (Modifier, Family, DenialCode, Payer, Topic, Setting, Question, Comparison, Page)
}

__all__ = [
    "SUBJECTS",
    "Announcement",
    "CatalogueVersion",
    "ChecklistItem",
    "Comparison",
    "ComparisonQuestion",
    "ComparisonStatement",
    "DenialCode",
    "DenialCodeStatement",
    "DenialReason",
    "Edition",
    "Event",
    "Exclusion",
    "Family",
    "FamilyGuidance",
    "FeedbackCount",
    "FeedbackReport",
    "HcpcsFile",
    "HcpcsRecord",
    "Misconception",
    "Modifier",
    "Page",
    "PageSection",
    "PageTerm",
    "Paragraph",
    "Payer",
    "PayerNote",
    "PayerStatement",
    "PayerTimeLimit",
    "Presence",
    "PreviewLink",
    "Question",
    "RelatedModifier",
    "Review",
    "Scenario",
    "SearchGap",
    "Setting",
    "SettingUse",
    "Source",
    "Subject",
    "Topic",
    "UseCase",
]
