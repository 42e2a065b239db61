# Part of lampo_privacy. LGPL-3.
import base64
import binascii

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import readings
from .heat_import_messages import message_of
from .heat_import_places import LITRES, WATT_HOURS, Places

AUTO = ("auto", "Found from the file")
GRANULARITIES = [("hour", "Hours"), ("day", "Days"), ("month", "Months"), ("year", "Years")]
KINDS = [("consumption", "Consumption of periods"), ("cumulative", "Cumulative meter readings")]
UNITS = [("kwh", "kWh"), ("mwh", "MWh")]


class HeatImport(models.TransientModel):
    """Import of readings from a file. What was understood is shown for confirmation first; then all of the file is
    written, or nothing and the faulty lines are named. The same file twice changes nothing (statement § 5: the
    consumption of a site is data about a customer, so it has to be right). The file is not kept as an attachment."""

    _name = "lampo.heat.import"
    _description = "Import of heat readings"

    file = fields.Binary(attachment=False, help="CSV (or XLSX) with names of columns on its first line.")
    filename = fields.Char()
    site_id = fields.Many2one(
        "lampo.heat.site", "Heat-use Site", ondelete="cascade", help="For lines that name neither site nor meter."
    )
    meter_id = fields.Many2one(
        "lampo.heat.meter", ondelete="cascade", help="For lines that name neither site nor meter."
    )
    kind = fields.Selection(
        [AUTO, *KINDS],
        required=True,
        default="auto",
        help="Consumption of periods is taken as it stands. Of cumulative readings the differences are taken.",
    )
    energy_unit = fields.Selection(
        [AUTO, *UNITS],
        "Unit of Energy",
        required=True,
        default="auto",
        help="Needed where neither the name of the column nor a column of units says it.",
    )
    granularity = fields.Selection(
        [AUTO, *GRANULARITIES],
        required=True,
        default="auto",
        help="Length of the periods. Found from how the times are written and how far apart they are.",
    )
    column_ids = fields.One2many(
        "lampo.heat.import.column",
        "wizard_id",
        "Columns",
        compute="_compute_column_ids",
        store=True,
        readonly=False,
        help="What each column of the file means. Correct it where it was not understood.",
    )
    problem = fields.Text(compute="_compute_preview", help="Why the file cannot be imported as it is.")
    kind_found = fields.Selection(KINDS, "Contents", compute="_compute_preview")
    unit_found = fields.Selection(UNITS, "Unit", compute="_compute_preview")
    granularity_found = fields.Selection(GRANULARITIES, "Periods", compute="_compute_preview")
    row_count = fields.Integer("Lines", compute="_compute_preview")
    first_on = fields.Datetime("From", compute="_compute_preview")
    last_on = fields.Datetime("Until", compute="_compute_preview", help="Time of the last line.")
    places = fields.Text("Sites and Meters", compute="_compute_preview")
    state = fields.Selection([("draft", "To confirm"), ("done", "Imported")], default="draft", readonly=True)
    new_count = fields.Integer("New", readonly=True)
    changed_count = fields.Integer("Changed", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    imported_site_ids = fields.Many2many("lampo.heat.site", string="Imported Sites", readonly=True)
    imported_granularity = fields.Selection(GRANULARITIES, readonly=True)
    imported_from = fields.Datetime(readonly=True)
    imported_until = fields.Datetime(readonly=True)

    @api.depends("file")
    def _compute_column_ids(self):
        for wizard in self:
            lines = [Command.clear()]
            try:
                _table, columns = readings.look(wizard._content())
            except readings.ReadingsError:
                columns = []  # the preview says why
            lines += [Command.create(wizard._prepare_column_vals(column)) for column in columns]
            wizard.column_ids = lines

    @api.model
    def _prepare_column_vals(self, column):
        return {
            "position": column.index,
            "name": column.header,
            "meaning": column.meaning,
            "found": column.meaning,
            "samples": " · ".join(text.strip()[:40] for text in column.samples),
        }

    @api.depends("file", "kind", "energy_unit", "granularity", "site_id", "meter_id", "column_ids.meaning")
    def _compute_preview(self):
        for wizard in self:
            wizard.update(
                dict.fromkeys(
                    (
                        "problem",
                        "kind_found",
                        "unit_found",
                        "granularity_found",
                        "row_count",
                        "first_on",
                        "last_on",
                        "places",
                    ),
                    False,
                )
            )
            try:
                if wizard.file and wizard.state == "draft":
                    wizard._preview(wizard._read())
            except readings.ReadingsError as error:
                wizard.problem = message_of(self.env, error)

    def _preview(self, file):
        moments = [point.at for series in file.series for point in (series.points[0], series.points[-1])]
        self.update(
            {
                "kind_found": file.kind,
                "unit_found": file.unit,
                "granularity_found": file.granularity,
                "row_count": file.row_count,
                "first_on": min(moments),
                "last_on": max(moments),
            }
        )
        places = self._places(file)
        self.places = "\n".join(
            sorted(
                {" – ".join(filter(None, (site.display_name, meter.serial))) for _series, site, meter in places.placed}
            )
        )
        if places.faults:
            raise readings.ReadingsError("faults", tuple(places.faults))

    def _content(self):
        """The bytes of the file. Raises ReadingsError if it did not arrive whole."""
        try:
            return base64.b64decode(self.with_context(bin_size=False).file or b"")
        except binascii.Error:
            raise readings.ReadingsError("not_table") from None

    def _read(self):
        chosen = {c.position: c.meaning for c in self.column_ids if c.meaning and c.meaning != c.found}
        return readings.read(self._content(), readings.Options(self.kind, self.energy_unit, self.granularity, chosen))

    def _places(self, file):
        return Places(self.env, file, self.site_id, self.meter_id)

    def action_import(self):
        """Write all readings of the file and show what came of it.

        Raises UserError with the faulty lines (then nothing is written), AccessError without the right to write."""
        self.ensure_one()
        self.env["lampo.heat.consumption"].check_access("create")
        self.env["lampo.heat.consumption"].check_access("write")
        try:
            file = self._read()
            rows, last = self._places(file).consumption()
        except readings.ReadingsError as error:
            raise UserError(message_of(self.env, error))
        self._write(file, rows, last)
        return self._action_result()

    def _write(self, file, by_site, last):
        rows = self._worth_writing([(site.id, row) for site, rows in by_site.items() for row in rows.values()])
        counts = self.env["lampo.heat.consumption"]._write_readings(map(_values, rows))
        for meter, point in last.items():
            _remember(meter, point)
        total = sum(map(len, by_site.values()))
        self.write(
            {
                "state": "done",
                "new_count": counts.new,
                "changed_count": counts.changed,
                "unchanged_count": total - counts.new - counts.changed,
                "imported_site_ids": [Command.set([site.id for site in by_site])],
                "imported_granularity": file.granularity,
                "imported_from": min((row.start for _site, row in rows), default=False),
                "imported_until": max((row.end for _site, row in rows), default=False),
            }
        )

    def _worth_writing(self, rows):
        """Without the hours at a file's edges of which it knows a part only, where more of them is known already."""
        edges = [(site, row) for site, row in rows if not row.whole]
        if not edges:
            return rows
        keys = SQL(", ").join(SQL("(%s, %s)", site, row.start) for site, row in edges)
        self.env["lampo.heat.consumption"].flush_model()
        known = {
            (site, start): round(energy * WATT_HOURS)
            for site, start, energy in self.env.execute_query(
                SQL(
                    "SELECT site_id, period_start, energy_mwh FROM lampo_heat_consumption "
                    "WHERE granularity = 'hour' AND (site_id, period_start) IN (%s)",
                    keys,
                )
            )
        }
        return [(site, row) for site, row in rows if row.whole or known.get((site, row.start), -1) < row.wh]

    def _action_result(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings Imported"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_rows(self):
        """Open the rows that the file wrote or found unchanged."""
        action = self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_heat_consumption")
        domain = [
            ("site_id", "in", self.imported_site_ids.ids),
            ("granularity", "=", self.imported_granularity),
            ("period_start", ">=", self.imported_from),
            ("period_start", "<", self.imported_until),
        ]
        return {**action, "domain": domain, "context": {}}


class HeatImportColumn(models.TransientModel):
    """One column of a file of readings and what it means, for the user to confirm."""

    _name = "lampo.heat.import.column"
    _description = "Column of a file of heat readings"
    _order = "position"

    wizard_id = fields.Many2one("lampo.heat.import", required=True, ondelete="cascade")
    position = fields.Integer(help="Place of the column in the file, the first one is 0.")
    name = fields.Char("Column in the File")
    samples = fields.Char("First Values")
    found = fields.Char(help="The meaning that its name told.")
    meaning = fields.Selection(
        [
            ("site", "Site (code or name)"),
            ("meter", "Meter (serial number)"),
            ("start", "Start of the period, or time of the reading"),
            ("end", "End of the period"),
            ("date", "Date"),
            ("hour", "Hour"),
            ("month", "Month"),
            ("year", "Year"),
            ("energy", "Energy"),
            ("reading", "Meter reading (energy)"),
            ("volume", "Water (m³)"),
            ("quality", "Quality"),
            ("unit", "Unit of energy"),
            ("unused", "Not used"),
        ],
        required=True,
        default="unused",
    )


def _values(placed):
    """A row as `_write_readings` takes it."""
    site, row = placed
    volume = None if row.litres is None else row.litres / LITRES
    return site, row.granularity, row.start, row.end, row.wh / WATT_HOURS, volume, row.quality


def _remember(meter, point):
    """Keep the reading from which the meter's next file goes on, unless a later one is known."""
    if meter.last_reading_on and meter.last_reading_on > point.at:
        return
    vals = {"last_reading_on": point.at, "last_reading_mwh": point.wh / WATT_HOURS}
    if point.litres is not None:
        vals["last_reading_m3"] = point.litres / LITRES
    if any(meter[name] != value for name, value in vals.items()):
        meter.write(vals)
