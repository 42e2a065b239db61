# Part of lampo_privacy. LGPL-3.
"""The tables of an answer as one workbook (XLSX), written row by row: what a person opens with a double click.

Written here and not by xlsxwriter, which takes seven seconds for ten years of hours: the database makes the rows of
readings itself, as it makes their CSV. A cell is a number or a text and never a formula.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from odoo.tools import SQL

from .answer_columns import Table, Told

MAX_ROWS = 1_048_576  # of a sheet, the heading included
MAX_CELL = 32_767
_LEVEL = 3
# what no XML may hold, and line breaks, which COPY would quote
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NS = "http://schemas.openxmlformats.org"
_TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = f"""{_TOP}<styleSheet xmlns="{_NS}/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name
 val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill
 patternType="none"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>
</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_SHEET = f"""{_TOP}<worksheet xmlns="{_NS}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane
 ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1"
 max="%d" width="22" customWidth="1"/></cols><sheetData>"""


class Sheet:
    """The open sheet of one table."""

    def __init__(self, file):
        self.file, self.closed = file, False

    def write(self, data: bytes) -> None:
        """Rows as they are in the file, as `sheet_row` makes them."""
        if not self.closed:
            self.file.write(data)

    def row(self, values: list, style: str = "") -> None:
        """One row of texts, numbers and None."""
        self.write(f"<row>{''.join(_cell(value, style) for value in values)}</row>".encode())


class Workbook:
    """The file; sheets are written one after the other."""

    def __init__(self, path: Path):
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self.names: list[str] = []

    @contextmanager
    def sheet(self, name: str, heading: list[str], csv_only: str | bool = False) -> Iterator[Sheet]:
        """A sheet with a heading that stays in view.

        :param csv_only: the file in which the rows stand, where they are more than a sheet holds
        """
        self.names.append(_sheet_name(name, self.names))
        with self.archive.open(f"xl/worksheets/sheet{len(self.names)}.xml", "w", force_zip64=True) as file:
            file.write((_SHEET % max(len(heading), 1)).encode())
            sheet = Sheet(file)
            sheet.row(heading, ' s="1"')
            if csv_only:
                sheet.row([f"→ {csv_only}"])
                sheet.closed = True
            yield sheet
            file.write(b"</sheetData></worksheet>")

    def close(self) -> None:
        """Write what names the sheets."""
        if not self.names:  # no program opens a workbook without one
            with self.sheet("-", []):
                pass
        for name, text in self._frame().items():
            self.archive.writestr(name, text)
        self.archive.close()

    def _frame(self) -> dict[str, str]:
        numbered = list(enumerate(self.names, 1))
        parts = "".join(f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType='
                        f'"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
                        for number, _name in numbered)
        sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}"/>'
                         for number, name in numbered)
        links = "".join(_link(number, "worksheet", f"worksheets/sheet{number}.xml") for number, _name in numbered)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        relations = f'{_TOP}<Relationships xmlns="{_NS}/package/2006/relationships">'
        return {
            "[Content_Types].xml": f'{_TOP}<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
                f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+'
                f'xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}</Types>',
            "_rels/.rels": f'{relations}{_link(1, "officeDocument", "xl/workbook.xml")}</Relationships>',
            "xl/workbook.xml": f'{_TOP}<workbook xmlns="{_NS}/spreadsheetml/2006/main" xmlns:r="{_NS}/officeDocument/'
                f'2006/relationships"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{relations}{links}{_link(0, "styles", "styles.xml")}</Relationships>',
            "xl/styles.xml": _STYLES,
        }


def sheet_row(table: Table) -> SQL:
    """The SQL that makes the row of a sheet of a row of `q`."""
    return SQL("'<row>' || %s || '</row>'", SQL(" || ").join(_sheet_cell(told) for told in table.columns))


def _sheet_cell(told: Told) -> SQL:
    value = told.of_row
    if told.is_number:
        return SQL("COALESCE('<c><v>' || %s || '</v></c>', '<c/>')", value)
    return SQL("COALESCE('<c t=\"inlineStr\"><is><t>' || %s || '</t></is></c>', '<c/>')",
               value if told.is_plain else _escaped(value))


def _escaped(value: SQL) -> SQL:
    text = SQL("regexp_replace(%s, '[\\x01-\\x1f]', ' ', 'g')", value)
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = SQL("replace(%s, %s, %s)", text, sign, entity)
    return text


def _cell(value, style: str = "") -> str:
    if value in (None, ""):
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c{style}><v>{float(value):.15g}</v></c>"
    text = _NOT_XML.sub(" ", value)
    text = text if len(text) <= MAX_CELL else f"{text[:MAX_CELL - 1]}…"
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="r{number}" Type="{_NS}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'


def _sheet_name(name: str, taken: list[str]) -> str:
    """At most 31 characters, none of those that Excel refuses, and no second of the same name."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:31] or "-"
    used = {other.casefold() for other in taken}
    number = 1
    while (found := plain if number == 1 else f"{plain[:27]} {number}").casefold() in used:
        number += 1
    return found
