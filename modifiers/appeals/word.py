"""A letter as a Word file: real styles, tables with repeated heads, and nothing that tells of a machine. Pure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from .blocks import (
    Address,
    Argument,
    Blank,
    Block,
    Citations,
    Closing,
    Editions,
    Enclosures,
    Heading,
    Rows,
    Rule,
    Runs,
    Subject,
    Words,
    marks,
)
from .letter import Letter
from .text import NOTE

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "en-US"
_FONT = "Arial"
_STYLES = ("Normal", "Title", "Heading 1", "List Bullet", "List Number", "Table Grid")
_LEFTOVERS = (
    RELATION.EXTENDED_PROPERTIES,
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
)
_PIECES = (RELATION.CUSTOM_XML,)


def as_word(letter: Letter, on: date) -> bytes:
    """The letter with its blanks marked; the note to the sender stands on a page of its own after it.

    Args:
        letter: what to write.
        on: the day that the file names as that of its making.

    Returns:
        The bytes of a .docx file.
    """
    document = Document()
    _bare(document)
    _style(document)
    _name(document, letter.title, on)
    for block in letter.blocks:
        _write(document, block)
    _note(document, letter)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _bare(document: Any) -> None:
    """Drop what the template brings along: its picture, its program's name, its theme's data."""
    for part, types in ((document.part.package, _LEFTOVERS), (document.part, _PIECES)):
        for key, relation in list(part.rels.items()):
            if relation.reltype in types:
                del part.rels[key]


def _style(document: Any) -> None:
    """One font, black, in sizes for paper; the language that spelling is checked in."""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    sizes = {"Title": 15, "Heading 1": 12, "Normal": 10.5, "List Bullet": 10.5, "List Number": 10.5, "Table Grid": 9.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
    for border in document.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(4)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _name(document: Any, title: str, on: date) -> None:
    """Core properties: the title, the language and the day, and nobody's name."""
    properties = document.core_properties
    properties.title, properties.language = title, LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime(on.year, on.month, on.day)  # noqa: DTZ001 (a day, no moment)
    properties.revision = 1


def _write(document: Any, block: Block) -> None:
    match block:
        case Address() | Closing():
            for line in block.lines:
                paragraph = _add(document, line)
                paragraph.paragraph_format.space_after = Pt(14 if isinstance(block, Closing) else 0)
            document.add_paragraph().paragraph_format.space_after = Pt(0)
        case Subject():
            document.add_paragraph(block.text, style="Title")
        case Heading():
            document.add_paragraph(block.text, style="Heading 1")
        case Words():
            _add(document, block.runs)
        case Rule():
            _add(document, (f"{block.text}{marks(block.numbers)}", *block.after), "List Bullet")
        case Argument():
            _add(document, (block.label,)).runs[0].italic = True
            for each in block.sentences:
                rests_on = ", ".join(each.rests_on.values())
                _add(document, (f"{each.text}{marks(each.numbers)} ({rests_on})",), "List Bullet")
        case Rows():
            _table(document, (block.caption, ""), [((name,), runs) for name, runs in block.rows], (1.7, 4.8))
        case Enclosures():
            document.add_paragraph("Enclosures", style="Heading 1")
            for item in block.items:
                document.add_paragraph(item, style="List Number")
        case Citations():
            document.add_paragraph("Sources", style="Heading 1")
            rows: list[Sequence[Runs]] = [
                (
                    (str(row.number),),
                    (" ".join(filter(None, (row.name, row.source.section, row.source.url))),),
                    (row.dated,),
                    (row.checked,),
                )
                for row in block.rows
            ]
            _table(document, ("No.", "Source", "Dated", "Read on"), rows, (0.5, 3.6, 1.2, 1.2))
        case Editions():
            document.add_paragraph("Wording", style="Heading 1")
            _add(document, ("The rules are in the words of D3rx Modifiers:",))
            for used in block.rows:
                text = f"{used.title}, edition {used.edition} of {used.live} ({', '.join(used.statements)})"
                document.add_paragraph(text, style="List Bullet")


def _add(document: Any, runs: Runs, style: str = "Normal") -> Any:
    return _fill(document.add_paragraph(style=style), runs)


def _fill(paragraph: Any, runs: Runs) -> Any:
    """Write runs; a blank is its label in brackets, marked as with a pen."""
    for run in runs:
        if isinstance(run, Blank):
            paragraph.add_run(f"[{run.label}]").font.highlight_color = WD_COLOR_INDEX.YELLOW
        else:
            paragraph.add_run(run)
    return paragraph


def _table(document: Any, head: Sequence[str], rows: Sequence[Sequence[Runs]], widths: Sequence[float]) -> None:
    """A table whose head is repeated on every page that it reaches, and whose rows are never broken."""
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    if not head[-1]:
        table.rows[0].cells[0].merge(table.rows[0].cells[-1])
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        cells = table.add_row().cells
        for cell, runs in zip(cells, row, strict=True):
            _fill(cell.paragraphs[0], runs)
    for row_of_table in table.rows:
        _mark(row_of_table, "w:cantSplit")
        for cell, width in zip(row_of_table.cells, widths, strict=True):
            cell.width = Inches(sum(widths)) if not head[-1] and row_of_table is table.rows[0] else Inches(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _note(document: Any, letter: Letter) -> None:
    if not (notes := letter.note.sentences):
        return
    document.add_page_break()
    document.add_paragraph(NOTE, style="Heading 1")
    for note in notes:
        document.add_paragraph(note, style="List Bullet")
