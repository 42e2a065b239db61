# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged
from odoo.tools import SQL

from .roles_common import ROLES, RolesCase

SEES_RESTRICTED = ("Privacy officer", "Administrator", "Accountant")


@tagged("post_install", "-at_install")
class TestBorders(RolesCase):
    """The marks of the matrix: own companies, and restricted people; for every model that says so, also new ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _cells, marks = cls._cells()
        for made, company in ((cls.mine, cls.company), (cls.theirs, cls.other)):
            for model in (model for model in cls._stored_models() if any(marks.get(model, ()))):
                cls._plant(model, company, made)
        cls.env.flush_all()

    def _readers(self, model):
        """The roles that may read such records at all; that the others may not is held cell by cell."""
        cells, _marks = self._cells()
        return [role for role in ROLES if "r" in dict(cells[role])[model]]

    def test_another_company_s_records_are_not_seen_by_any_role(self):
        _cells, marks = self._cells()
        with_border = [model for model in self.theirs if marks[model][0] == "yes" and model != "res.partner"]
        self.assertGreaterEqual(len(with_border), 35)
        for role, login in ROLES.items():
            self.authenticate(login, login)
            for model in (model for model in with_border if role in self._readers(model)):
                ids = self.theirs[model].ids
                found, _error = self._call(model, "search_read", [["id", "in", ids]], ["id"])
                self.assertEqual(found, [], f"{role} {model}")
                _values, error = self._call(model, "read", ids, ["id"])
                self.assertIn("AccessError", error or "", f"{role} {model}")

    def test_the_preview_of_another_company_is_not_seen(self):
        """Its rows are reckoned and not stored, so none is planted: a waiting erasure in each company makes them."""
        erasures = self.mine["lampo.privacy.erasure"] | self.theirs["lampo.privacy.erasure"]
        self.env.cr.execute(SQL(
            "UPDATE lampo_privacy_erasure SET state = 'waiting', next_on = '2030-01-01' WHERE id = ANY(%s)",
            erasures.ids))
        erasures.invalidate_recordset(flush=False)
        people = (self.mine["res.partner"] | self.theirs["res.partner"] | erasures.partner_id).ids
        for role in self._readers("lampo.privacy.forecast"):
            self.authenticate(ROLES[role], ROLES[role])
            rows, error = self._call("lampo.privacy.forecast", "search_read",
                                     [["partner_id", "in", people], ["state", "=", "waiting"]], ["company_id"])
            self.assertFalse(error, role)
            self.assertEqual({row["company_id"][0] for row in rows}, {self.company.id}, role)

    def test_the_figures_of_another_company_are_not_seen(self):
        """The views are reckoned and not stored too: a request and a site of each company have rows in them."""
        for model, link, source in (("lampo.privacy.request.report", "request_id", "lampo.privacy.request"),
                                    ("lampo.heat.report", "site_id", "lampo.heat.site")):
            ids = (self.mine[source] | self.theirs[source]).ids
            for role in self._readers(model):
                self.authenticate(ROLES[role], ROLES[role])
                rows, error = self._call(model, "search_read", [[link, "in", ids]], [link])
                self.assertFalse(error, f"{role} {model}")
                self.assertEqual({row[link][0] for row in rows}, set(self.mine[source].ids), f"{role} {model}")

    def test_every_stored_model_with_a_company_has_its_border(self):
        for model in self._models():
            field = self.env[model]._fields.get("company_id")
            if field is not None and field.store and not self.env[model]._transient:
                self.assertTrue(self._has_border(model), model)

    def test_without_the_border_they_would_be_seen(self):
        rules = self.env["ir.rule"].sudo().search([("model_id.model", "=like", "lampo.%"), ("global", "=", True)])
        rules.active = False
        self.authenticate("lampo_officer", "lampo_officer")
        for model in ("lampo.privacy.hold", "lampo.privacy.erasure.line", "lampo.privacy.package.line"):
            found, _error = self._call(model, "search_read", [["id", "in", self.theirs[model].ids]], ["id"])
            self.assertTrue(found, model)

    def _seen(self, model):
        found, _error = self._call(model, "search_read", [["id", "in", self.mine[model].ids]], ["id"])
        return bool(found)

    def test_records_of_a_restricted_person_are_for_officers_and_accountants(self):
        _cells, marks = self._cells()
        named = [model for model in self.mine if marks[model][1] == "yes"]
        self.assertGreaterEqual(len(named), 14)
        service = [model for model in named if "Customer service" in self._readers(model)]
        self.authenticate("lampo_service", "lampo_service")
        for model in service:
            self.assertTrue(self._seen(model), f"{model} before the restriction")
        self.mine["res.partner"].processing_restricted = True
        self.env.flush_all()
        for role, login in ROLES.items():
            self.authenticate(login, login)
            for model in named:
                sees = role in self._readers(model) and role in SEES_RESTRICTED
                self.assertEqual(self._seen(model), sees, f"{role} {model}")
