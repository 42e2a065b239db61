# Part of lampo_privacy. LGPL-3.
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

import openpyxl
from odoo.tests import tagged

from ..engine import answer_zip
from ..engine.answer_sheets import Workbook
from .common import LampoCase
from .package_common import PackageCase


@tagged("post_install", "-at_install")
class TestPackageSheet(PackageCase):
    """The workbook of a package, as a spreadsheet program reads it."""

    def _sheets(self):
        content = self._archive(self._package()).read("data.xlsx")
        return openpyxl.load_workbook(io.BytesIO(content))

    def _name(self, model):
        return self.env["ir.model"]._get(model).name

    def test_the_readings_are_rows_of_figures(self):
        rows = list(self._sheets()[self._name("lampo.heat.consumption")].values)
        self.assertEqual(len(rows), 1 + 24)
        row = dict(zip(rows[0], rows[1], strict=True))
        self.assertEqual(row["Energy (MWh)"], 1.5)
        self.assertIn("2014-12-31T22:00:00Z", rows[1])

    def test_a_formula_is_a_text(self):
        cells = [cell for row in self._sheets()[self._name("account.move.line")].iter_rows() for cell in row]
        [cell] = [cell for cell in cells if cell.value and str(cell.value).endswith("=Energia()")]
        self.assertNotEqual(cell.data_type, "f")

    def test_other_people_are_in_no_sheet(self):
        text = " ".join(str(value) for sheet in self._sheets() for row in sheet.values for value in row)
        self.assertIn("Aino Maria Salmela", text)
        for trait in ("Eero", "eero@toinen", "Virkailija", "000 9998"):
            self.assertNotIn(trait, text)

    def test_a_table_too_long_for_a_sheet_is_named_there(self):
        with patch.object(answer_zip, "MAX_ROWS", 10):
            rows = list(self._sheets()[self._name("lampo.heat.consumption")].values)
        self.assertEqual([row[0] for row in rows[1:]], ["→ csv/lampo_heat_consumption.csv"])

    def test_a_site_code_that_looks_like_a_formula_is_marked_in_the_csv(self):
        self.site.code = "=1+1<&\x07;=2"
        archive = self._archive(self._package())
        self.assertIn("'=1+1<& ;'=2", archive.read("csv/lampo_heat_consumption.csv").decode())
        sheets = openpyxl.load_workbook(io.BytesIO(archive.read("data.xlsx")))
        cells = [cell for row in sheets[self._name("lampo.heat.consumption")].iter_rows(min_row=2) for cell in row]
        self.assertIn(("=1+1<& ;=2", False), [(cell.value, cell.data_type == "f") for cell in cells])


@tagged("post_install", "-at_install")
class TestWorkbook(LampoCase):
    def _read(self, write):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.xlsx"
            book = Workbook(path)
            write(book)
            book.close()
            return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))

    def test_names_of_sheets_are_short_lawful_and_differ(self):
        def write(book):
            for name in ("a/b*c" * 10, "a/b*c" * 10, "", "'x'"):
                with book.sheet(name, ["h"]) as sheet:
                    sheet.row([1])
        names = self._read(write).sheetnames
        self.assertEqual(len(set(names)), 4)
        self.assertTrue(all(0 < len(name) <= 31 for name in names))

    def test_what_no_xml_holds_becomes_a_blank_and_a_long_text_is_cut(self):
        def write(book):
            with book.sheet("x", ["h"]) as sheet:
                sheet.row(["a\x00b<&>\n", "y" * 40_000, 1.25, None])
        row = next(self._read(write)["x"].iter_rows(min_row=2, values_only=True))
        self.assertEqual((row[0], row[2], row[3]), ("a b<&>\n", 1.25, None))
        self.assertEqual(len(row[1]), 32_767)

    def test_a_package_of_nothing_opens(self):
        self.assertEqual(len(self._read(lambda book: None).sheetnames), 1)
