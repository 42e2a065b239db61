# Part of lampo_privacy. LGPL-3.
import json

from odoo import http
from odoo.addons.web.controllers.export import CSVExport, ExcelExport
from odoo.addons.web.controllers.pivot import TableExporter

from ..tools.spreadsheets import harmless_cell, harmless_formula


class SafeCSVExport(CSVExport):
    """Odoo's CSV export disarms "=", "+" and "-" only."""

    def from_data(self, fields, columns_headers, rows):
        headers = [harmless_cell(header) for header in columns_headers]
        return super().from_data(fields, headers, [[harmless_cell(cell) for cell in row] for row in rows])


class SafeExcelExport(ExcelExport):
    """Odoo's Excel export stores a text that begins with "=" as a formula. Cells come disarmed from `export_data`
    (see models/export_access.py); here the titles of columns and groups, which are names too."""

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(fields, [harmless_formula(header) for header in columns_headers], rows)

    def from_group_data(self, fields, columns_headers, groups):
        _disarm(groups)
        return super().from_group_data(fields, [harmless_formula(header) for header in columns_headers], groups)


class SafePivotExport(TableExporter):
    """The titles of a pivot table are names of records; Odoo writes one that begins with "=" as a formula."""

    @http.route()
    def export_xlsx(self, data, **options):
        table = json.loads(data.read() if hasattr(data, "read") else data)
        return super().export_xlsx(json.dumps(_without_formulas(table)), **options)


def _without_formulas(value):
    """What the web client sent, with every text in it disarmed."""
    if isinstance(value, dict):
        return {name: _without_formulas(one) for name, one in value.items()}
    return [_without_formulas(one) for one in value] if isinstance(value, list) else harmless_formula(value)


def _disarm(node):
    node.children = type(node.children)((_title(key), child) for key, child in node.children.items())
    for child in node.children.values():
        _disarm(child)


def _title(key):
    """A group's key: a text, or (id, display name) of a record."""
    if isinstance(key, tuple) and len(key) == 2:
        return (key[0], harmless_formula(key[1]))
    return harmless_formula(key)
