"""Load the demo data of our addon alone, as `--with-demo` does for all, and give its users passwords.

Run in Odoo's shell; LAMPO_PASSWORDS holds a password per log-in.
"""

import json
import os

from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph

env = env  # noqa: PLW0127 - the shell's, named for the reader
modules = env["ir.module.module"].search([("state", "=", "installed")])
graph = ModuleGraph(env.cr, mode="load")
graph.extend(modules.mapped("name"))
package = next(node for node in graph if node.name == "lampo_privacy")
if not load_demo(env, package, {}, "init"):
    raise SystemExit("the demo data does not load; see the log")
modules.filtered(lambda module: module.name == "lampo_privacy").demo = True
for login, password in json.loads(os.environ["LAMPO_PASSWORDS"]).items():
    env["res.users"].search([("login", "=", login)]).password = password
env.cr.commit()
