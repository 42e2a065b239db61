# Part of lampo_privacy. LGPL-3.
from odoo.tests import HttpCase, tagged

from ..tools.deadlines import due_date
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestHeatTour(LampoCase, HttpCase):
    """Customer service in a browser: from a new customer to a request with its deadline."""

    def test_a_new_customer_gets_a_site_a_contract_and_a_request_with_its_deadline(self):
        self.user_service.tz = "Europe/Helsinki"
        self.start_tour("/odoo", "lampo_heat_life", login="lampo_service", timeout=120)
        customer = self.env["res.partner"].search([("name", "=", "Vieno Uusikallio")])
        contract = customer.heat_contract_ids
        self.assertEqual((contract.state, contract.site_id.street), ("running", "Uusikalliontie 8"))
        request = customer.request_ids
        self.assertEqual((request.state, request.due_on), ("new", due_date(request.received_on)))
