"""Ten thousand people as the accounting system holds them, each with a bank account, four paid invoices, ten messages
and a file.

One person is made by Odoo's own flows; the others are copies of every row of his, made in SQL, with names, addresses
and links of their own.
"""

from pathlib import Path

from odoo import Command

LETTERS = "abcdefghij"
# a number in letters, for names have none of their digits
CODE = f"translate(m.n::text, '0123456789', '{LETTERS}')"
NAME = f"'Etu' || {CODE} || ' Suku' || {CODE} || 'nen'"
VAT = "'FI' || to_char(30000000 + m.n, 'FM00000000')"


class Crowd:
    """`partners`: the ids of the people that were made, in order."""

    def __init__(self, env, number: int):
        self.env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
        self.cr, self.number = env.cr, number
        self._model = self._one_by_odoo()
        self._copy_partner()
        self._copy_accounts()
        self._copy_books()
        self._copy_messages()
        self._copy_files()
        self.partners = self._ids()

    def _ids(self) -> list[int]:
        self.cr.execute("SELECT new FROM map_res_partner ORDER BY n")
        return [row for row, in self.cr.fetchall()]

    def _one_by_odoo(self):
        partner = self.env["res.partner"].create({
            "name": "Malli Mallinen", "email": "malli0@posti.example", "phone": "+358 40 1000000",
            "street": "Mallitie 1", "zip": "41400", "city": "Lievestuore", "comment": "<p>Soittaa usein</p>",
            "vat": "FI20774740", "ref": "KL-0",
        })
        self.env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": "FI21 1234 5600 0007 85"})
        moves = self.env["account.move"].create([{
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": f"201{year}-05-05",
            "invoice_line_ids": [Command.create({"name": "Kaukolämpö", "price_unit": 100.0})],
        } for year in range(4)])
        moves.action_post()
        for move in moves:
            self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
                {"payment_date": move.invoice_date}).action_create_payments()
        for _number in range(10):
            partner.message_post(body="Malli Mallinen soitti, puh. 0401000000")
        self.file = self.env["ir.attachment"].create({
            "name": "Mallinen.txt", "raw": b"Malli Mallinen", "res_model": "res.partner", "res_id": partner.id})
        self.env.flush_all()
        return partner

    def _copy(self, table: str, ids: list[int], links: dict[str, str], values: dict[str, str]) -> None:
        """Copy some rows `number` times; `links`: columns that follow the copies of another table."""
        self.cr.execute(f"""
            CREATE TEMP TABLE map_{table} AS
            SELECT t.id AS old, n, nextval('{table}_id_seq')::int AS new
              FROM {table} t, generate_series(1, {self.number}) n WHERE t.id = ANY(%s)""", [ids])
        self.cr.execute(f"CREATE INDEX ON map_{table} (old, n)")
        columns = self._columns(table)
        self.cr.execute(f"""
            INSERT INTO {table} (id, {', '.join(f'"{name}"' for name in columns)})
            SELECT m.new, {', '.join(self._value(name, links, values) for name in columns)}
              FROM map_{table} m JOIN {table} t ON t.id = m.old""")
        self.cr.execute(f"ANALYZE {table}")

    def _columns(self, table: str) -> list[str]:
        self.cr.execute("""SELECT column_name FROM information_schema.columns
                            WHERE table_name = %s AND table_schema = current_schema() AND column_name <> 'id'
                            ORDER BY ordinal_position""", [table])
        return [name for name, in self.cr.fetchall()]

    @staticmethod
    def _value(column: str, links: dict[str, str], values: dict[str, str]) -> str:
        if column in values:
            return values[column]
        if column in links:
            return (f"COALESCE((SELECT new FROM map_{links[column]} f WHERE f.old = t.{column} AND f.n = m.n),"
                    f" t.{column})")
        return f't."{column}"'

    def _copy_partner(self) -> None:
        self._copy("res_partner", self._model.ids, {}, {
            "name": NAME, "complete_name": NAME, "email": "'etu' || m.n || '@posti.example'",
            "email_normalized": "'etu' || m.n || '@posti.example'", "phone": "'+358 40 ' || (2000000 + m.n)",
            "phone_sanitized": "'+35840' || (2000000 + m.n)", "street": "'Mallitie ' || m.n",
            "ref": "'KL-' || (100000 + m.n)", "vat": VAT, "company_registry": "NULL",
            "peppol_endpoint": f"CASE WHEN t.peppol_endpoint IS NOT NULL THEN {VAT} END",
            "commercial_partner_id": "m.new",
        })

    def _copy_accounts(self) -> None:
        self._copy("res_partner_bank", self._model.bank_ids.ids, {"partner_id": "res_partner"}, {
            "acc_holder_name": f"CASE WHEN t.acc_holder_name IS NOT NULL THEN {NAME} END",
            "acc_number": "'FI21 ' || to_char(m.n, 'FM0000 0000 0000 00')",
            "sanitized_acc_number": "'FI21' || to_char(m.n, 'FM00000000000000')"})

    def _copy_books(self) -> None:
        moves = self.env["account.move"].search([("partner_id", "=", self._model.id)])
        partner = {"partner_id": "res_partner", "commercial_partner_id": "res_partner",
                   "partner_shipping_id": "res_partner"}
        self._copy("account_move", moves.ids, partner, {
            "name": "t.name || '-' || m.n", "invoice_partner_display_name": NAME, "access_token": "NULL",
            "sequence_number": "t.sequence_number + m.n * 1000"})
        self._copy("account_move_line", moves.line_ids.ids, {"move_id": "account_move", **partner}, {
            "move_name": "t.move_name || '-' || m.n"})

    def _copy_messages(self) -> None:
        self._copy("mail_message", self._model.message_ids.ids, {"res_id": "res_partner"}, {
            "body": f"'<p>' || {NAME} || ' soitti, puh. 040' || (2000000 + m.n) || '</p>'",
            "message_id": "'<' || m.new || '@bench>'"})

    def _copy_files(self) -> None:
        self._copy("ir_attachment", self.file.ids, {"res_id": "res_partner"}, {
            "name": f"'Suku' || {CODE} || 'nen.txt'", "index_content": NAME, "checksum": "md5(m.n::text)",
            "store_fname": "'be/be' || m.n"})
        folder = Path(self.file._filestore()) / "be"
        folder.mkdir(exist_ok=True)
        for number in range(1, self.number + 1):
            code = "".join(LETTERS[int(digit)] for digit in str(number))
            (folder / f"be{number}").write_text(f"Etu{code} Suku{code}nen")
