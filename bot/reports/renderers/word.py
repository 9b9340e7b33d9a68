"""DOCX by python-docx: real styles, page numbers from page 2, no trace of who or what made it."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from bot.reports.model import Blank, Block, Document, Kind, Line
from bot.reports.renderers.page import loosen

_LENGTHS = {"short": 8, "medium": 15, "long": 28}
_FULL_LINES = ("_" * 62 + "\n") * 3
_FONT = "Times New Roman"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Parts of python-docx's blank file that hold traces of its maker or nothing a report needs.
_DROPPED = frozenset(
    (
        "core-properties extended-properties thumbnail custom-properties stylesWithEffects customXml numbering"
        " webSettings"
    ).split()
)


def render_docx(document: Document, *, large: bool = False) -> bytes:
    """The document for Word and LibreOffice, editable, styles named by what they are."""
    size = (20 if large else 14) - 3 * document.dense
    file = docx.Document(io.BytesIO(_base(size, document.watermark)))
    for block in document.blocks:
        _draw(file, block, document.stamp)
    made = io.BytesIO()
    file.save(made)
    return _timeless(made.getvalue())


def _draw(file: WordFile, block: Block, stamp: str) -> None:
    if block.kind is Kind.ADDRESSEE:
        _addressee(file, block, stamp)
    elif block.kind is Kind.TITLE:
        for line in block.lines:
            _write(file.add_paragraph(style="Title"), line)
    elif block.kind is Kind.HEADING:
        _write(file.add_paragraph(style="Heading 1"), block.lines[0])
    elif block.kind is Kind.SUBTITLE:
        _write(file.add_paragraph(style="Subtitle"), block.lines[0])
    elif block.kind in (Kind.ITEMS, Kind.ENCLOSURES):
        style = "Body Text" if block.kind is Kind.ITEMS else "Enclosure"
        if block.label:
            file.add_paragraph(f"{block.label}:", style=style)
        for number, line in enumerate(block.lines, 1):
            _write(file.add_paragraph(style=style), (f"{number}) ", *line))
    elif block.kind is Kind.SIGNATURE:
        post, name, day = block.lines
        for line in (post, (Blank("подпись"), "  ", *name), day):
            _write(file.add_paragraph(style="Signature"), line)
    elif block.kind is Kind.RECEIPT:
        _write(file.add_paragraph(style="Tear-off"), (block.label,))
        for line in block.lines:
            _write(file.add_paragraph(style="Receipt"), line)
    else:
        _write(file.add_paragraph(style="Body Text"), block.lines[0])


def _addressee(file: WordFile, block: Block, stamp: str) -> None:
    table = file.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Cm(7.6), Cm(8.9)
    if stamp:
        left.paragraphs[0].style = "Stamp"
        left.paragraphs[0].add_run(f"{stamp}\n\n\n\n")
    for number, line in enumerate(block.lines):
        paragraph = right.paragraphs[0] if number == 0 else right.add_paragraph()
        paragraph.style = "Addressee"
        _write(paragraph, line)


def _write(paragraph: Paragraph, line: Line) -> None:
    for part in line:
        if isinstance(part, str):
            if "\n" in part:  # Word would stretch each of the person's own lines to the full width
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            paragraph.add_run(loosen(part))
            continue
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if part.size == "lines":
            paragraph.add_run(f" ({part.label})", style="Blank label")
            paragraph.add_run("\n" + _FULL_LINES.rstrip())
            continue
        paragraph.add_run("_" * _LENGTHS.get(part.size, _LENGTHS["medium"]))
        if part.label:
            paragraph.add_run(f" ({part.label})", style="Blank label")


_STYLES = frozenset(
    (
        "Normal|Title|Heading 1|Subtitle|Body Text|Addressee|Enclosure|Signature|Stamp|Tear-off|Receipt|Header"
        "|Blank label"
    ).split("|")
)


@lru_cache(maxsize=8)
def _base(size: int, watermark: str) -> bytes:
    """An empty file with page, styles, page number and watermark, made once."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _styles(file, size)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_field(number)
    if watermark:
        for header in (section.header, section.first_page_header):
            header.paragraphs[0].add_run()._r.append(_watermark(watermark))
    _prune(file)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _prune(file: WordFile) -> None:
    """Takes out metadata, revision ids and the hundreds of styles that nothing here uses."""
    for owner in (file.part.package, file.part):
        for rel in [r for r in owner.rels.values() if r.reltype.rsplit("/", 1)[-1] in _DROPPED]:
            del owner.rels[rel.rId]
    for element in (*file.settings.element.xpath("w:rsids"), *file.styles.element.xpath(".//w:rsid")):
        element.getparent().remove(element)
    for name in [name for name in file.sections[0]._sectPr.attrib if "rsid" in name]:
        del file.sections[0]._sectPr.attrib[name]
    for style in list(file.styles):
        if style.name not in _STYLES and not style.element.get(qn("w:default")):
            file.styles.element.remove(style.element)


def _styles(file: WordFile, size: int) -> None:
    normal = _style(file, "Normal", size)
    normal.paragraph_format.space_after = Pt(0)
    normal.element.rPr.append(_language())
    _style(file, "Title", size, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, before=10, after=8)
    _style(file, "Heading 1", size, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, before=10, after=8)
    _style(file, "Subtitle", size, align=WD_ALIGN_PARAGRAPH.CENTER, after=10)
    _style(file, "Body Text", size, align=WD_ALIGN_PARAGRAPH.JUSTIFY, after=2, first=1.25)
    _style(file, "Addressee", size)
    _style(file, "Enclosure", size, after=2)
    _style(file, "Signature", size, before=5)
    stamp = _style(file, "Stamp", 8, align=WD_ALIGN_PARAGRAPH.CENTER, grey=True)
    _border(stamp, "top", "bottom", "left", "right")
    _border(_style(file, "Tear-off", 8, align=WD_ALIGN_PARAGRAPH.CENTER, before=10, grey=True), "top")
    _style(file, "Receipt", 11, after=3)
    label = file.styles.add_style("Blank label", WD_STYLE_TYPE.CHARACTER)
    label.font.size = Pt(max(8, size * 0.6))
    label.font.color.rgb = RGBColor(90, 90, 90)


def _style(
    file: WordFile,
    name: str,
    size: int,
    *,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: int = 0,
    after: int = 0,
    first: float = 0,
    grey: bool = False,
) -> ParagraphStyle:
    names = {style.name for style in file.styles}
    style = file.styles[name] if name in names else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    if style.element.pPr is not None:
        style.element.remove(style.element.pPr)
    if style.element.rPr is not None:
        style.element.remove(style.element.rPr)
    style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
    style.font.color.rgb = RGBColor(110, 110, 110) if grey else RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for script in ("w:cs", "w:eastAsia", "w:hAnsi"):
        fonts.set(qn(script), _FONT)
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = align, Pt(before), Pt(after)
    shape.first_line_indent = Cm(first) if first else None
    shape.line_spacing = 1.0
    return style


def _border(style: ParagraphStyle, *sides: str) -> None:
    edges = "".join(
        f'<w:{side} w:val="dashed" w:sz="4" w:space="4" w:color="909090"/>'
        for side in ("top", "left", "bottom", "right")
        if side in sides
    )
    style.element.get_or_add_pPr().insert(0, parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"))


def _language() -> BaseOxmlElement:
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "ru-RU")
    return lang


def _page_field(paragraph: Paragraph) -> None:
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def _watermark(text: str) -> BaseOxmlElement:
    """A slanted grey line of text behind the page, as Word itself draws one."""
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    centre = "".join(
        f"mso-position-{way}:center;mso-position-{way}-relative:margin;" for way in ("horizontal", "vertical")
    )
    shape = (
        f"<w:pict {nsdecls('w')} {spaces}>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="mark" type="#_x0000_t136" fillcolor="#c8c8c8" stroked="f"'
        f' style="position:absolute;width:520pt;height:34pt;rotation:306;z-index:-1;{centre}">'
        f'<v:textpath style="font-family:&quot;{_FONT}&quot;" string=""/></v:shape></w:pict>'
    )
    made = parse_xml(shape)
    made[1][0].set("string", text)
    return made


def _timeless(file: bytes) -> bytes:
    """The same archive with no times in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), old.read(entry), zipfile.ZIP_DEFLATED)
    return made.getvalue()
