# Part of lampo_privacy. LGPL-3.
import json
from datetime import date, datetime
from pathlib import Path

from odoo.models import MAGIC_COLUMNS
from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger

from .common import LampoCase

TABLE = Path(__file__).parent.parent / "readme" / "ROLES.md"
ROLES = {
    "Customer service": "lampo_service",
    "Privacy officer": "lampo_officer",
    "Administrator": "lampo_manager",
    "Accountant": "lampo_accountant",
    "Other employee": "lampo_nobody",
    "Server administrator": "lampo_system",
}
ALSO = ("res.partner",)
NOBODYS = ("lampo.demo",)
# a value of each type of column that must have one
ANY = {"char": "x", "text": "x", "html": "x", "date": date(2024, 1, 1), "datetime": datetime(2024, 1, 1), "integer": 1,
       "float": 1.0, "monetary": 1.0, "boolean": False, "json": "{}"}


class RolesCase(LampoCase, HttpCase):
    """One user a role, records of two companies, and calls over real RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("lampo_system", "base.group_system")
        # no customer: those are hidden from who has no role
        cls.supplier = cls._partner("Putki Oy", is_company=True)
        cls.other = cls.env["res.company"].create({"name": "Naapurin Lämpö Oy"})
        cls.mine = cls._records_of(cls.company)
        cls.theirs = cls._records_of(cls.other)

    @classmethod
    def _records_of(cls, company):
        """One record a kind in a company, each with a person where it can have one."""
        env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.other).ids})
        person = env["res.partner"].create({"name": f"Paavo Pääsy {company.id}"})
        site = env["lampo.heat.site"].create({"name": "Kaukokatu 1", "company_id": company.id})
        contract = env["lampo.heat.contract"].create(
            {"partner_id": person.id, "site_id": site.id, "date_start": "2020-01-01"})
        meter = env["lampo.heat.meter"].create({"serial": f"M-{company.id}", "site_id": site.id})
        request = env["lampo.privacy.request"].create({
            "partner_id": person.id, "request_type": "access", "channel": "office", "company_id": company.id})
        hold = env["lampo.privacy.hold"].create(
            {"partner_id": person.id, "reason": "Perintä", "company_id": company.id})
        erasure = env["lampo.privacy.erasure"].create(
            {"partner_id": person.id, "ground": "manual", "company_id": company.id})
        log = env["lampo.privacy.access.log"].with_company(company)._record(person, "open")
        rows = cls._months(site, "2024-01-01", 1, 1.0)
        return {record._name: record for record in (person, site, contract, meter, request, hold, erasure, log, rows)}

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db",
                 "odoo.models.unlink")
    def _call(self, model, method, *args, **kwargs):
        """(result, name and message of the error)."""
        answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", data=json.dumps({
            "jsonrpc": "2.0", "method": "call", "id": 1,
            "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        }), headers={"Content-Type": "application/json"}).json()
        problem = answer.get("error", {}).get("data", {})
        return answer.get("result"), problem and f"{problem['name']}: {problem['message']}"

    def _models(self):
        """Every kind of record of ours, those of tomorrow included."""
        ours = [name for name, model in self.env.registry.items()
                if name.startswith("lampo.") and not model._abstract and name not in NOBODYS]
        return sorted(ours) + list(ALSO)

    def _has_border(self, model):
        rules = self.env["ir.rule"].sudo().search([("model_id.model", "=", model), ("global", "=", True)])
        return any("company_id" in (rule.domain_force or "") for rule in rules)

    @classmethod
    def _table_lines(cls):
        lines = TABLE.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith("| ") and "`" in line]

    @classmethod
    def _cells(cls):
        """{role: [(model, letters)]} of the table, and its marks by model."""
        cells, marks = {role: [] for role in ROLES}, {}
        for line in cls._table_lines():
            words = [word.strip() for word in line.strip("|\n").split("|")]
            model = words[0].partition("`")[2].rstrip("`) ")
            for role, letters in zip(ROLES, words[1:], strict=False):
                cells[role].append((model, letters))
            marks[model] = words[1 + len(ROLES):]
        return cells, marks

    # -- records of any model ------------------------------------------------------------------------------------

    @classmethod
    def _stored_models(cls):
        return sorted(name for name, model in cls.env.registry.items() if name.startswith("lampo.")
                      and model._auto and not model._abstract)

    @classmethod
    def _plant(cls, model, company, made):
        """A record of the model in a company, about the company's person; below the ORM, whose checks are not at issue.

        What it must lead to is planted first. Returns its id.
        """
        if model in made:
            return made[model].ids[0]
        records, values = cls.env[model].sudo(), {}
        for name, field in records._fields.items():
            if not field.store or not field.column_type or name in MAGIC_COLUMNS:
                continue
            if (value := cls._value(field, company, made)) is not None:
                values[name] = value
        made[model] = records.browse(cls.env.execute_query(SQL(
            "INSERT INTO %s (%s) VALUES (%s) RETURNING id", SQL.identifier(records._table),
            SQL(", ").join(map(SQL.identifier, values)), SQL(", ").join(SQL("%s", v) for v in values.values())))[0][0])
        return made[model].ids[0]

    @classmethod
    def _value(cls, field, company, made):
        if field.comodel_name == "res.company":
            return company.id
        if field.name == "partner_id" and field.comodel_name == "res.partner":
            return made["res.partner"].ids[0]
        if field.type == "many2one" and (field.comodel_name or "").startswith("lampo."):
            return cls._plant(field.comodel_name, company, made) if field.required else None
        if not field.required:
            return True if field.name in ("active", "published") else None
        if field.type == "many2one":
            return cls.env[field.comodel_name].sudo().search([], limit=1).id
        if field.type == "selection":
            return field.get_values(cls.env)[-1]  # of states the last: one at a time may be at work
        if field.type == "char" and not field.translate:
            return f"x{company.id}"
        return '{"en_US": "x"}' if field.translate else ANY[field.type]
