# Part of lampo_privacy. LGPL-3.
import json

from odoo import Command
from odoo.tests import HttpCase

from .common import LampoCase


class LogCase(LampoCase):
    """Two people and the lines of the access log that a test adds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Kaarlo Koivu", email="kaarlo@example.com")
        cls.other = cls._partner("Liisa Lehto")
        cls.Log = cls.env["lampo.privacy.access.log"]

    def _lines(self, **wanted):
        return self.Log.search([("id", ">", self.last), *((name, "=", value) for name, value in wanted.items())])

    def setUp(self):
        super().setUp()
        self.last = self.Log.search([], order="id desc", limit=1).id or 0


class HttpLogCase(LogCase, HttpCase):
    """What is a look is what comes in over HTTP, as a logged-in user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_service.password = "lampo_service"
        cls.user_service.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]

    def setUp(self):
        super().setUp()
        self.authenticate("lampo_service", "lampo_service")

    def _call(self, model, method, args=(), **kwargs):
        answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", data=json.dumps({
            "jsonrpc": "2.0", "method": "call", "id": 1,
            "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        }), headers={"Content-Type": "application/json"}).json()
        self.assertNotIn("error", answer)
        return answer["result"]
