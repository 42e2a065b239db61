# The rules in `tools` are plain Python and can be imported without Odoo (as `lampo_privacy.tools…`);
# the models only make sense inside it.
if __name__.startswith("odoo.addons."):
    from . import controllers, engine, models, wizards


def post_load():
    """Whatever Odoo logs on this server from now on holds no identity code, also what an error quotes."""
    from .tools import log_mask  # noqa: PLC0415 - as above: only inside Odoo

    log_mask.install()
