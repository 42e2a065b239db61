# Part of lampo_privacy. LGPL-3.
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models

from .told_to import told_to

# from the least to the most; each contains the ones before
REGISTER_ROLES = ("lampo_privacy.group_user", "lampo_privacy.group_officer", "lampo_privacy.group_manager")
OFFICERS = REGISTER_ROLES[1:]


@contextmanager
def roles_told(records):
    """Note who gets or loses a role by what is done within, and tell the officers (statement § 9: access by need).

    Whoever administers the server hands out roles, his own too. That cannot be kept from him, but not be done unseen.
    """
    users = records.env["res.users"]
    before = users._lampo_roles() if records.pool.ready else None
    yield
    if before is not None:
        users._lampo_tell_roles(before, users._lampo_roles())


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        with roles_told(self):
            return super().create(vals_list)

    def write(self, vals):
        if not {"group_ids", "active"} & vals.keys():
            return super().write(vals)
        with roles_told(self):
            return super().write(vals)

    @api.model
    @api.private
    def _lampo_roles(self):
        """{id of an active user: the highest role in the register}; the superuser is nobody."""
        users = self.sudo()  # sudo: who has which role is no secret to the one who hands them out
        # while the addon is uninstalled its groups go first
        groups = {role: self.env.ref(role, raise_if_not_found=False) for role in REGISTER_ROLES}
        return {user_id: role for role, group in groups.items() if group for user_id in users.search([
            ("all_group_ids", "in", group.ids), ("id", "!=", SUPERUSER_ID)]).ids}

    @api.model
    def _lampo_tell_roles(self, before, after):
        officers = self.browse(user_id for user_id, role in before.items() if role in OFFICERS)
        for user_id in sorted(before.keys() | after.keys()):
            if before.get(user_id) != after.get(user_id):
                # sudo: the officers are told whatever the one who hands out roles may see of them
                self.sudo().browse(user_id)._lampo_tell_role(before.get(user_id), after.get(user_id), officers.sudo())

    def _lampo_tell_role(self, before, after, officers):
        """Note that this user's role changed, and tell the officers of his companies who did not do it themselves."""
        def role_name(env, role):
            return env.ref(role).name if role else "–"

        what = f"{role_name(self.env, before)} → {role_name(self.env, after)}"
        self.env["lampo.privacy.access.log"]._note("role", self.partner_id, model="res.users", what=what)
        for officer in officers.exists().filtered(lambda one: one.company_ids & self.company_ids) - self.env.user:
            about = told_to(self.partner_id, officer)
            env = about.env
            about.activity_schedule(
                "mail.mail_activity_data_warning", user_id=officer.id, summary=env._("A role in the register changed"),
                note=env._("%(who)s changed the role of %(user)s: %(before)s → %(after)s. Was it ordered?",
                           who=self.env.user.name, user=self.name, before=role_name(env, before),
                           after=role_name(env, after)))


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        with roles_told(self):
            return super().create(vals_list)

    def write(self, vals):
        if not {"user_ids", "implied_ids", "implied_by_ids"} & vals.keys():
            return super().write(vals)
        with roles_told(self):
            return super().write(vals)
