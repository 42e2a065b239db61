# Part of lampo_privacy. LGPL-3.
import contextlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.identity_codes import contains_identity_code

KINDS = [
    ("open", "Page opened"),
    ("list", "List read"),
    ("reveal", "Identity code shown"),
    ("export", "Exported"),
    ("print", "Printed"),
    ("package", "Answer package made or opened"),
    ("role", "Role changed"),
]
# The setting of one transaction that lets the sweep, an erasure or a merge pass the table's trigger.
RELEASE = "lampo_privacy.log_release"
_SWEEP_BATCH = 10_000


# Ids and no rows of their own: a list of 80 people is one line. An id whose contact is deleted goes from the line, as a
# foreign key would set it to NULL; the count stays.
_TABLE = """
    ALTER TABLE lampo_privacy_access_log ADD COLUMN IF NOT EXISTS partner_ids int4[];
    CREATE INDEX IF NOT EXISTS lampo_privacy_access_log_partner_ids_index ON lampo_privacy_access_log
        USING gin (partner_ids) WHERE partner_ids IS NOT NULL;

    CREATE OR REPLACE FUNCTION lampo_privacy_access_log_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
    BEGIN
        IF COALESCE(current_setting('lampo_privacy.log_release', TRUE), '') <> '' THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        -- a contact was deleted: the line lets go of contacts that are no more, and of nothing else
        IF TG_OP = 'UPDATE' THEN
            IF to_jsonb(NEW) - 'partner_id' - 'partner_ids' = to_jsonb(OLD) - 'partner_id' - 'partner_ids'
               AND (NEW.partner_id IS NULL OR NEW.partner_id = OLD.partner_id)
               AND COALESCE(NEW.partner_ids, '{}') <@ COALESCE(OLD.partner_ids, '{}')
               AND NOT EXISTS (SELECT 1 FROM res_partner p
                                WHERE p.id = ANY(OLD.partner_ids || OLD.partner_id)
                                  AND p.id IS DISTINCT FROM NEW.partner_id
                                  AND NOT p.id = ANY(COALESCE(NEW.partner_ids, '{}'))) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'The access log is not changed afterwards (% on %)', TG_OP, TG_TABLE_NAME
              USING ERRCODE = 'insufficient_privilege';
    END $guard$;
    DROP TRIGGER IF EXISTS append_only_row ON lampo_privacy_access_log;
    DROP TRIGGER IF EXISTS append_only_table ON lampo_privacy_access_log;
    CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON lampo_privacy_access_log
        FOR EACH ROW EXECUTE FUNCTION lampo_privacy_access_log_guard();
    CREATE TRIGGER append_only_table BEFORE TRUNCATE ON lampo_privacy_access_log
        FOR EACH STATEMENT EXECUTE FUNCTION lampo_privacy_access_log_guard();

    CREATE OR REPLACE FUNCTION lampo_privacy_access_log_let_go() RETURNS trigger LANGUAGE plpgsql AS $let_go$
    DECLARE
        deleted int4[] := ARRAY(SELECT id FROM gone);
    BEGIN
        -- the addon may have been uninstalled
        IF to_regclass('lampo_privacy_access_log') IS NOT NULL THEN
            UPDATE lampo_privacy_access_log
               SET partner_ids = ARRAY(SELECT kept FROM unnest(partner_ids) kept WHERE NOT kept = ANY(deleted))
             WHERE partner_ids && deleted;
        END IF;
        RETURN NULL;
    END $let_go$;
    DROP TRIGGER IF EXISTS lampo_privacy_access_log_let_go ON res_partner;
    CREATE TRIGGER lampo_privacy_access_log_let_go AFTER DELETE ON res_partner REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION lampo_privacy_access_log_let_go();
"""


def _insert_apart(registry, query):
    with registry.cursor() as cr:
        cr.execute(query)


class PrivacyAccessLog(models.Model):
    """Who opened, listed, revealed, exported, printed or packaged whose data, when and why (statement § 9;
    GDPR art. 5(2), 15).

    A line about many people (a list, an export) holds their ids, so that the page of each of them is whole.

    Lines are only added. The ORM refuses to change them, and so does a trigger on the table, for every database
    session. A trigger and no chain of hashes: a chain makes every reader wait for the line before, and breaks with
    each old line that its retention rule removes. SQL privileges would be none, for Odoo's role owns the table. Three
    things pass, each within a transaction of its own that says so: the sweep of old lines, an erasure (it scrubs names
    that somebody typed as a purpose), and the merge of two contacts.
    """

    # Everything else about the look stays; what was typed is scrubbed like any text.
    _lampo_data_map = {"domain": "neutral", "model": "neutral", "what": "neutral"}
    _name = "lampo.privacy.access.log"
    _description = "Access log"
    _order = "date desc, id desc"
    _rec_name = "kind"
    _log_access = False  # date and user_id say it

    date = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)
    # The person may be erased; that somebody looked, and why, stays.
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True, index=True, ondelete="set null")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    purpose = fields.Char(readonly=True, help="Why, in the user's own words. Asked for where a code is shown.")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    record_count = fields.Integer("Records", readonly=True, default=1, help="How many records were read at once.")
    model = fields.Char("Of the kind", readonly=True, help="Technical name of what was read, listed or exported.")
    domain = fields.Char("Search", readonly=True, help="What was searched for, with typed words left out.")
    # Beside the stored columns: `partner_ids`, the contacts of a line about many (int4[], see _TABLE).
    concerned_ids = fields.Many2many(
        "res.partner", string="Concerns", compute="_compute_concerned_ids", search="_search_concerned_ids",
        help="Whom the look was about: one contact, or all those of a list, an export or a print.")
    what = fields.Char("Document or columns", readonly=True, help="The document printed or the columns exported.")

    def init(self):
        """The column of a line about many, and the triggers; see the class."""
        self.env.cr.execute(_TABLE)

    def _compute_concerned_ids(self):
        rows = dict(self.env.execute_query(SQL(
            "SELECT id, partner_ids || partner_id FROM lampo_privacy_access_log WHERE id = ANY(%s)", self.ids)))
        for line in self:
            line.concerned_ids = self.env["res.partner"].browse(filter(None, rows.get(line.id) or ()))

    @api.model
    def _search_concerned_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [partner_id for partner_id in value if partner_id]
        return [("id", "in", SQL(
            "(SELECT id FROM lampo_privacy_access_log WHERE partner_id = ANY(%s) OR partner_ids && %s::int4[])",
            ids, ids))]

    @api.model
    @api.private
    def _record(self, partner, kind, purpose=False):
        """Add a line for the current user about one person, with a purpose in words.

        :param kind: one of KINDS; a purpose is required for ``reveal``
        :param purpose: an identity code in it is refused
        :return: the line
        :raises ValidationError: the purpose is empty where it is required, or holds a code
        """
        purpose = self._checked_purpose(purpose)
        if kind == "reveal" and not purpose:
            raise ValidationError(self.env._("Say what you need the identity code for."))
        return self.sudo().browse(self._note(kind, partner, purpose=purpose))  # sudo: for callers that hand it on

    @api.model
    def _checked_purpose(self, purpose):
        """What somebody typed as a purpose, without blanks around it. :raises ValidationError: it holds a code"""
        purpose = str(purpose or "").strip()
        if contains_identity_code(purpose):
            raise ValidationError(self.env._("Leave the identity code itself out of the purpose: the purpose is kept."))
        return purpose

    @api.model
    @api.private
    def _note(self, kind, people=None, *, count=1, model="res.partner", domain=None, what=None, purpose=None):
        """Add a line by one INSERT: no read before, no lock beyond what its foreign keys share.

        In the reader's own transaction where that may write, so that there is no look without its line. What is read
        from a replica cannot: then by a cursor of its own, when the reading is done.
        :param people: the contacts whom the look was about, one or many (a recordset)
        :param count: how many records were read
        :return: the id of the line, None where it comes later
        """
        one = people if people and len(people) == 1 else None
        values = SQL(
            """INSERT INTO lampo_privacy_access_log (date, partner_id, partner_ids, user_id, kind, purpose, company_id,
                                                     record_count, model, domain, what)
               VALUES (now() AT TIME ZONE 'UTC', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
            one.id if one else None, sorted(set(people.ids)) if people and not one else None, self.env.uid, kind,
            purpose or None, (one.company_id.id if one else None) or self.env.company.id, count, model, domain, what)
        if self.env.cr.readonly:
            registry = self.env.registry
            self.env.cr.postcommit.add(lambda: _insert_apart(registry, values))
            return None
        self.env.cr.execute(values)
        return self.env.cr.fetchone()[0]

    @api.model
    @api.private
    def _delete_before(self, moment, company=None, limit=_SWEEP_BATCH):
        """Remove lines older than their rule allows: the one way out of the table, for the sweep alone.

        :param moment: naive UTC; lines before it go
        :param company: only this company's lines, else all
        :return: (number of lines removed, whether more remain)
        """
        self.flush_model()
        of_company = SQL("AND company_id = %s", company.id) if company else SQL()
        with self._released("sweep"):
            [[done]] = self.env.execute_query(SQL(
                """WITH gone AS (DELETE FROM lampo_privacy_access_log WHERE id IN (
                       SELECT id FROM lampo_privacy_access_log WHERE date < %s %s ORDER BY date LIMIT %s) RETURNING id)
                   SELECT count(*) FROM gone""", moment, of_company, limit))
        self.invalidate_model(flush=False)
        return done, done == limit

    @api.model
    @api.private
    @contextlib.contextmanager
    def _released(self, why):
        """Let the statements within pass the table's trigger; `why` is a word for whoever reads the statement log."""
        self.env.cr.execute(SQL("SELECT set_config(%s, %s, TRUE)", RELEASE, why))
        yield
        # after an error the transaction, and the setting with it, is rolled back
        self.env.cr.execute(SQL("SELECT set_config(%s, '', TRUE)", RELEASE))

    def write(self, vals):
        raise UserError(self.env._("The access log is not changed afterwards."))

    def unlink(self):
        raise UserError(self.env._("The access log is not changed afterwards."))
