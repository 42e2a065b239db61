# Part of lampo_privacy. LGPL-3.
from contextlib import contextmanager
from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command

from .common import LampoCase, local_midnight


class RetentionCase(LampoCase):
    """People whose time comes, and nights on a day of one's choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lampo_officer_id = cls.user_officer
        cls.Sweep = cls.env["lampo.privacy.sweep"]
        cls.customers = cls.env.ref("lampo_privacy.retention_rule_customer")
        cls.loose = cls.env.ref("lampo_privacy.retention_rule_no_contract")

    @classmethod
    def _customer(cls, name, end, start="2001-01-01", site=None, **values):
        """A person whose only contract ended on that day."""
        person = cls._partner(name, **values)
        cls._contract(person, site or cls._site(name="Talo", building_type="block", dwellings=12), start, end)
        return person

    @classmethod
    def _invoice(cls, partner, day):
        invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": day,
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})],
        })  # fmt: skip
        invoice.action_post()
        cls._pay(invoice, day)
        return invoice

    @classmethod
    def _pay(cls, invoice, day):
        register = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids)
        register.create({"payment_date": day}).action_create_payments()

    def _other(self, **values):
        model = self.env["ir.model"]._get("res.partner.category")
        date_field = self.env["ir.model.fields"]._get("res.partner.category", "create_date")
        return self.env["lampo.privacy.retention.rule"].create({
            "name": "Tunnisteet", "kind": "other", "model_id": model.id, "date_field_id": date_field.id, "period": 6,
            "period_unit": "month", "domain": "[('name', 'like', 'Vanha')]", **values,
        })  # fmt: skip

    def _category(self, name, day):
        category = self.env["res.partner.category"].create({"name": name})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_partner_category SET create_date = %s WHERE id = %s", [f"{day} 22:30:00", category.id])
        category.invalidate_recordset()
        return category

    def _night(self, day, *crons):
        """The nightly actions on a day (date or "YYYY-MM-DD"), in their order: the sweep, then the runs."""
        self.env.flush_all()
        with freeze_time(f"{day} 02:30:00"), self.enter_registry_test_mode():
            for cron in crons or ("cron_retention", "cron_erasures"):
                self.env.ref(f"lampo_privacy.{cron}").method_direct_trigger()
        self.env.invalidate_all()
        return self.Sweep.search([], limit=1)

    @contextmanager
    def _worker(self, day):
        """The sweep as a worker sees it that works on that day: on a cursor that may commit."""
        self.env.flush_all()
        with freeze_time(f"{day} 02:30:00"), self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield self.Sweep.with_env(self.env(cr=cr, su=True))
        self.env.invalidate_all()

    def _line(self, sweep, rule):
        return sweep.line_ids.filtered(lambda line: line.rule_id == rule)

    @classmethod
    def _hours(cls, site, first, count, mwh):
        """Hourly rows from a Finnish midnight on."""
        start = date.fromisoformat(str(first))
        begin = local_midnight(start)
        return cls.env["lampo.heat.consumption"].create([
            {"site_id": site.id, "granularity": "hour", "period_start": begin + timedelta(hours=n), "energy_mwh": mwh}
            for n in range(count)
        ])

    def _table(self):
        """Consumption by year and building type, in whole watt-hours: what must not move."""
        self.env.flush_all()
        groups = self.env["lampo.heat.report"]._read_group(
            [("company_id", "=", self.company.id)], ["month:year", "building_type"], ["energy_mwh:sum"])
        return {(year.year, kind): round(energy * 1_000_000) for year, kind, energy in groups}
