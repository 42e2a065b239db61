# Part of lampo_privacy. LGPL-3.
from odoo.addons.web.controllers.export import CSVExport, ExcelExport

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


def _disarm(node):
    node.children = type(node.children)((_title(key), child) for key, child in node.children.items())
    for child in node.children.values():
        _disarm(child)


def _title(key):
    """A group's key: a text, or (id, display name) of a record."""
    if isinstance(key, tuple) and len(key) == 2:
        return (key[0], harmless_formula(key[1]))
    return harmless_formula(key)
