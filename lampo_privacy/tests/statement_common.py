# Part of lampo_privacy. LGPL-3.
import re

from .common import LampoCase


class StatementCase(LampoCase):
    """A company with all that the statement prints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([]).write({"email": False, "phone": False, "comment": False})
        cls.company.write({"street": "Katu 1", "zip": "41400", "city": "Kylä", "phone": "014 100",
                           "email": "asiakas@lampo.example", "lampo_officer_id": cls.user_officer.id})
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://lampo.example")
        undertakings = cls.env["lampo.privacy.confidentiality"]
        cls.env["lampo.privacy.confidentiality.acceptance"]._accept(undertakings._not_bound(cls.company))
        cls.statement = cls.env["lampo.privacy.statement"].create({})
        cls.find = cls.env["lampo.privacy.deviation"]

    def _live(self, lang="en"):
        self.statement.invalidate_recordset()
        return self.statement[f"live_{lang}"]

    def _kinds(self):
        return [line["kind"] for line in self._contradictions()]

    def _contradictions(self):
        return [line for line in self.find._find(self.company) if line["contradicts"]]

    def _said_against(self, section):
        """The sentences of one section that stand before the statement prints."""
        self.statement.invalidate_recordset()
        return re.findall(rf"<li>§ {section}: ([^<]*)</li>", self.statement.contradictions or "")
