/** @odoo-module **/
// Puts the confidentiality undertaking before the user: at the log-in, and when the register refuses for want of it.
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { _t } from "@web/core/l10n/translation";

const ACTION = "lampo_privacy.action_privacy_undertaking";
const NEEDED = "odoo.addons.lampo_privacy.exceptions.UndertakingNeededError";

registry.category("services").add("lampo_undertaking", {
    dependencies: ["action"],
    start(env, { action }) {
        if (session.lampo_undertaking_due) {
            // after the first screen: what it loads would overtake the dialog
            env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => action.doAction(ACTION), { once: true });
        }
    },
});

registry.category("error_handlers").add(
    "lampo_undertaking",
    (env, error, originalError) => {
        if (!(originalError instanceof RPCError) || originalError.exceptionName !== NEEDED) {
            return false;
        }
        error.unhandledRejectionEvent?.preventDefault();
        env.services.action.doAction(ACTION);
        return true;
    },
    { sequence: 90 }
);

registry.category("user_menuitems").add("lampo_undertaking", (env) => ({
    type: "item",
    id: "lampo_undertaking",
    description: _t("Confidentiality undertaking"),
    callback: () => env.services.action.doAction(ACTION),
    hide: !user.isInternalUser,
    sequence: 45,
}));
