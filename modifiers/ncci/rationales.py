"""Why an edit exists and how a unit limit works, in words that a coder understands. Pure.

The edit files know twelve rationales (NCCI policy manual, chapter I, sections B and F to Q). The unit limits (MUE) name
what a limit is drawn from, and one of three adjudication indicators, which decides whether a modifier or an appeal can
help (pages of National Government Services and Palmetto on MUE). The words are ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NOT_KNOWN = "not one of the twelve known rationales"

_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Rationale:
    """Why something is so. ``text`` is the file's own, ``words`` are ours, ``sources`` are keys of the content."""

    text: str
    words: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjudication:
    """An MUE adjudication indicator: how units are counted, what helps beyond the limit, and whether to appeal."""

    value: str
    caption: str
    counting: str
    units: str
    appeal: str
    sources: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All of it."""
        return " ".join(filter(None, (self.counting, self.units, self.appeal)))


def ptp_rationale(text: str) -> Rationale:
    """The rationale of an edit.

    Args:
        text: as the file writes it; releases differ in case, spaces, quotes and plurals, which do not matter.

    Returns:
        The rationale with our words; a text that is none of the twelve as it stands, and words that say so.
    """
    given = " ".join(text.split())
    if known := _PTP.get(_folded(given)):
        return known
    return Rationale(given, f"{given} ({NOT_KNOWN})" if given else "The file gives no rationale.")


def words(text: str) -> str:
    """What the rationale of an edit says to a coder; see :func:`ptp_rationale`."""
    return ptp_rationale(text).words


def mue_rationale(text: str) -> Rationale:
    """What a unit limit is drawn from: in our words if we know the text, else the file's own text as it stands."""
    given = " ".join(text.split())
    return _MUE.get(_folded(given)) or Rationale(given, given or "The file gives no rationale.")


def adjudication(value: str) -> Adjudication:
    """What an MUE adjudication indicator means.

    Args:
        value: ``3``, or the file's whole cell, ``3 Date of Service Edit: Clinical``.

    Returns:
        Its meaning; for any other value words that say that it is not known.
    """
    given = value.strip()
    found = ADJUDICATION.get(given[:1]) if not given[1:2].isalnum() else None
    return found or Adjudication(given, given, "We do not know this indicator.", "", "")


def _folded(text: str) -> str:
    return " ".join(word.rstrip("s") for word in _WORD.findall(text.casefold()))


def _by_text(*rationales: Rationale) -> Mapping[str, Rationale]:
    return MappingProxyType({_folded(each.text): each for each in rationales})


PTP_RATIONALES = (
    Rationale(
        "CPT Manual or CMS manual coding instruction",
        "An instruction of CPT or CMS says not to bill the two codes together.",
        ("aapc-ncci-lab", "ncci-1"),
    ),
    Rationale(
        "Misuse of Column Two code with Column One code",
        "Beside the column one code, the column two code would stand for something that it does not describe.",
        ("aapc-ncci-lab", "ncci-1"),
    ),
    Rationale(
        "Standards of medical/surgical practice",
        "The column two work is part of doing the column one work well.",
        ("aapc-ncci-lab", "ncci-1"),
    ),
    Rationale(
        "Standard preparation/monitoring services for anesthesia",
        "The column two work is the usual preparation or monitoring that anesthesia includes.",
        ("ncci-1", "ncci-2"),
    ),
    Rationale(
        "HCPCS/CPT procedure code definition",
        "By its wording, one of the two codes already includes the other.",
        ("aapc-ncci-lab", "ncci-1"),
    ),
    Rationale(
        "Mutually exclusive procedures",
        "The two exclude each other by definition, or are very unlikely in one session.",
        ("aapc-ncci-101", "ncci-1"),
    ),
    Rationale(
        "More extensive procedure",
        "The column one procedure is the larger one and includes the smaller column two procedure.",
        ("ncci-1", "sgo-ptp"),
    ),
    Rationale(
        "CPT Separate procedure definition",
        "CPT marks a “separate procedure”, which is not billed when it is part of related work in the same region.",
        ("ncci-1", "reg-incidental"),
    ),
    Rationale(
        "Anesthesia service included in surgical procedure",
        "The physician who operates gave the anesthesia, and the surgical fee includes it.",
        ("ncci-1", "nor-47a"),
    ),
    Rationale(
        "Sequential procedure",
        "One attempt followed another to the same end, and only the one that succeeded is billed.",
        ("aapc-sequential", "ncci-1"),
    ),
    Rationale(
        "Laboratory panel",
        "One of the two tests is part of the panel that the other code stands for.",
        ("ncci-1", "tmhp-panels"),
    ),
    Rationale(
        "Gender-specific procedures",
        "The two codes are for different sexes, so one patient does not have both.",
        ("ncci-1",),
    ),
)
"""The twelve rationales of the edit files, as the files of July 2024 write them."""

KNOWN = tuple(each.text for each in PTP_RATIONALES)
"""Their texts."""

_LIMIT_SOURCES = ("cms-mue-faq", "mue-2024q3")

MUE_RATIONALES = (
    Rationale(
        "Code Descriptor / CPT Instruction", "The wording of the code or a CPT instruction sets it.", _LIMIT_SOURCES
    ),
    Rationale("Anatomic Consideration", "The body has no more of the part.", _LIMIT_SOURCES),
    Rationale("CMS Policy", "A policy of CMS sets it.", _LIMIT_SOURCES),
    Rationale("Nature of Service/Procedure", "What the service is, and how it is done, sets it.", _LIMIT_SOURCES),
    Rationale("Nature of Analyte", "What the test measures sets it.", _LIMIT_SOURCES),
    Rationale("Nature of Equipment", "What the equipment is sets it.", _LIMIT_SOURCES),
    Rationale("Prescribing Information", "The prescribing information of the drug sets it.", _LIMIT_SOURCES),
    Rationale("Clinical: Data", "Clinical data, such as claims, show that more is very unlikely.", _LIMIT_SOURCES),
)
"""What CMS says unit limits are drawn from. The files know more texts, which are federal work and shown as they are."""

_PTP = _by_text(*PTP_RATIONALES)
_MUE = _by_text(*MUE_RATIONALES)

ADJUDICATION: Mapping[str, Adjudication] = MappingProxyType(
    {
        each.value: each
        for each in (
            Adjudication(
                "1",
                "Line edit",
                "Each claim line is held against the limit by itself.",
                "More units can stand on another line with a modifier that the record supports.",
                "Often no appeal is needed: a reopening puts the lines right.",
                ("ngs-mue", "pal-mue"),
            ),
            Adjudication(
                "2",
                "Date of service edit: policy",
                "All lines of the day are counted together, and the limit follows from law or policy.",
                "No modifier helps; bill the units that the limit allows, or correct the code.",
                "The policy binds whoever decides an appeal, so an appeal does not lift the limit.",
                ("ncci-26", "ngs-mue", "pal-mue"),
            ),
            Adjudication(
                "3",
                "Date of service edit: clinical",
                "All lines of the day are counted together; more is possible, but very unlikely.",
                "Splitting the units over lines does not help.",
                "Appeal with records that show that all units were given and needed.",
                ("ngs-mue", "pal-mue"),
            ),
        )
    }
)
"""MUE adjudication indicator → its meaning."""
