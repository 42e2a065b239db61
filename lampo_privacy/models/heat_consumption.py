# Part of lampo_privacy. LGPL-3.
from datetime import timedelta
from math import inf

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from ..tools import local_time

PERIOD_FIELDS = {"granularity", "period_start", "period_end"}
# What an end may lie beyond the true one: a clerk who writes midnight in UTC means Finnish midnight.
TOLERANCE = timedelta(hours=3)


class HeatConsumption(models.Model):
    """What a site used in an hour, day, month or year (statement § 5: consumption is among the customer's data).

    Many rows (an hourly meter writes 8,766 a year), so: no log columns, one unique index, written and attributed in
    sets. Hours are hours of UTC; days, months and years begin and end at midnight in Finland. Whose the row is
    follows from the contract in force and is never typed."""

    _name = "lampo.heat.consumption"
    _description = "Heat consumption"
    _log_access = False
    _order = "period_start desc, id desc"
    _rec_name = "period_start"

    site_id = fields.Many2one("lampo.heat.site", "Heat-use Site", required=True, ondelete="restrict")
    contract_id = fields.Many2one(
        "lampo.heat.contract",
        readonly=True,
        ondelete="set null",
        help="The contract in force when the period begins, else the first one that starts within it.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="restrict", help="The customer of that contract."
    )
    company_id = fields.Many2one(related="site_id.company_id", store=True, precompute=True)
    granularity = fields.Selection(
        [("hour", "Hour"), ("day", "Day"), ("month", "Month"), ("year", "Year")],
        required=True,
        default="month",
        help="Length of the period.",
    )
    period_start = fields.Datetime(
        "Start of the period",
        required=True,
        help="Moved to the beginning of the hour, or of the Finnish day, month or year, in which it lies.",
    )
    period_end = fields.Datetime(
        "End",
        compute="_compute_period_end",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="End of the period, itself not included. It follows from the start and the granularity.",
    )
    energy_mwh = fields.Float("Energy (MWh)", digits=(16, 6), required=True, help="Kept to the watt-hour.")
    volume_m3 = fields.Float("Water (m³)", digits=(16, 3), help="District-heating water that ran through the meter.")
    quality = fields.Selection(
        [("measured", "Measured"), ("estimated", "Estimated"), ("customer", "Reported by the customer")],
        required=True,
        default="measured",
        help="Estimated: spread over a gap between two readings, or reckoned by the company.",
    )

    _period_unique = models.UniqueIndex(
        "(site_id, granularity, period_start)", "This site already has a reading for this period: change that one."
    )
    # For the partner's sum, and for finding a person's rows at once.
    _partner_idx = models.Index("(partner_id, period_end) WHERE partner_id IS NOT NULL")
    # For the list, newest first: many sites share an hour, so it is a tenth of the table and is appended to.
    _start_idx = models.Index("(period_start)")
    _energy_positive = models.Constraint(
        "CHECK (energy_mwh >= 0)", "Consumption cannot be below zero: check the readings."
    )
    _volume_positive = models.Constraint(
        "CHECK (volume_m3 IS NULL OR volume_m3 >= 0)", "The volume of water cannot be below zero: check the readings."
    )
    _period_forward = models.Constraint("CHECK (period_end > period_start)", "The period must end after it starts.")

    @api.depends("granularity", "period_start")
    def _compute_period_end(self):
        for row in self:
            known = row.period_start and row.granularity
            start = known and local_time.period_start(row.period_start, row.granularity)
            row.period_end = known and local_time.period_end(start, row.granularity)

    @api.depends("site_id", "granularity", "period_start")
    def _compute_display_name(self):
        """The site and the period as a Finn says it: 2026, 01/2026, 31.1.2026, 31.1.2026 14:00."""
        forms = {"year": "yyyy", "month": "MM/yyyy", "day": "d.M.yyyy", "hour": "d.M.yyyy H:mm"}
        for row in self:
            period = row.period_start and format_datetime(
                self.env, row.period_start, tz="Europe/Helsinki", dt_format=forms[row.granularity or "hour"]
            )
            row.display_name = " ".join(filter(None, (row.site_id.display_name, period))) or False

    @api.model_create_multi
    def create(self, vals_list):
        """Rows with their periods put right and their contract found. Raises ValidationError for figures below zero
        and for periods that run backwards or do not fit the granularity."""
        default = self.default_get(["granularity"]).get("granularity")
        rows = super().create([self._checked(vals, {"granularity": default, **vals}) for vals in vals_list])
        if rows:
            rows.flush_recordset()
            # sudo: whose a reading is follows from the contract in force, whoever writes the reading
            self.sudo()._attribute(rows.site_id.ids, rows.ids)
        return rows

    def write(self, vals):
        """As `create`: a new site, start or granularity finds end and contract again."""
        if PERIOD_FIELDS.isdisjoint(vals):
            super().write(self._checked(vals, {}))
        else:
            for row in self:
                super(HeatConsumption, row).write(row._repaired(vals))
        if not {"site_id", "period_start", "granularity"}.isdisjoint(vals):
            self.flush_recordset()
            # sudo: as in create
            self.sudo()._attribute(self.site_id.ids, self.ids)
        return True

    def _repaired(self, vals):
        """`vals` for this row: its start again the start of a period."""
        known = {"granularity": self.granularity, "period_start": self.period_start, **vals}
        return self._checked({**vals, "period_start": known["period_start"]}, known)

    @api.model
    def _checked(self, vals, period):
        """`vals` with the period put right. `period`: the granularity, start and end that will hold.

        Before the INSERT, because the database's own guards would speak first and less clearly."""
        figures = (float(vals.get(name) or 0) for name in ("energy_mwh", "volume_m3"))
        if not all(0 <= figure < inf for figure in figures):
            raise ValidationError(self.env._("Consumption cannot be below zero: check the readings."))
        start = fields.Datetime.to_datetime(period.get("period_start"))
        granularity = period.get("granularity")
        if not start or granularity not in local_time.GRANULARITIES:
            return vals  # the ORM says what is missing
        given = fields.Datetime.to_datetime(period.get("period_end"))
        return {**vals, **self._whole_period(start, granularity, given)}

    def _whole_period(self, start, granularity, given):
        """Start and end of the period in which `start` lies. Raises ValidationError if the end `given` is another's."""
        begins = local_time.period_start(start, granularity)
        ends = local_time.period_end(begins, granularity)
        latest = ends if granularity == "hour" else ends + TOLERANCE
        if given and given <= start:
            raise ValidationError(self.env._("The period must end after it starts."))
        if given and given > latest:
            raise ValidationError(
                self.env._(
                    "The period that starts on %(start)s should end on %(end)s, not on %(given)s: check the end, or "
                    "choose another granularity.",
                    start=self._shown(begins),
                    end=self._shown(ends),
                    given=self._shown(given),
                )
            )
        return {"period_start": begins, "period_end": ends}

    def _shown(self, moment):
        return format_datetime(self.env, moment, tz="Europe/Helsinki", dt_format="short")
