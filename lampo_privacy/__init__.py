# The rules in `tools` are plain Python and can be imported without Odoo (as `lampo_privacy.tools…`);
# the models only make sense inside it.
if __name__.startswith("odoo.addons."):
    from . import controllers, engine, models, wizards
