/** @odoo-module **/
// A restored backup brings people back who had been erased. The server counts them; the officer is told at once.

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

export const restoredBackupService = {
    dependencies: ["notification", "action"],
    start(env, { notification, action }) {
        const count = session.lampo_restored;
        if (!count) {
            return;
        }
        notification.add(
            _t("A backup was restored: %s people who had been erased are back. The nightly run erases them again.", count),
            {
                title: _t("Erasures to repeat"),
                type: "danger",
                sticky: true,
                buttons: [
                    {
                        name: _t("Show"),
                        primary: true,
                        onClick: () => action.doAction("lampo_privacy.action_privacy_erasure"),
                    },
                ],
            }
        );
    },
};

registry.category("services").add("lampo_restored_backup", restoredBackupService);
