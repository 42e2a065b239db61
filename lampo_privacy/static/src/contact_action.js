// A message of a chatter is recorded in the contact log with one click (privacy statement § 7).
import { registerMessageAction } from "@mail/core/common/message_actions";
import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";

const KINDS = ["comment", "email", "email_outgoing"];
const NOT_OF = ["discuss.channel", "mail.box", "lampo.privacy.contact"];

registerMessageAction("lampo-contact", {
    condition: ({ message }) =>
        session.lampo_contacts &&
        KINDS.includes(message.message_type) &&
        message.thread &&
        !NOT_OF.includes(message.thread.model),
    icon: "fa fa-comments-o",
    name: _t("Record as a contact"),
    onSelected: async ({ message, store }) => {
        const { action, orm } = store.env.services;
        action.doAction(await orm.call("lampo.privacy.contact", "action_from_message", [message.id]));
    },
    sequence: 57,
});
