// Who gets the exported file? A recipient outside the house makes the export a disclosure (privacy statement § 8).
import { onWillStart } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { ExportDataDialog } from "@web/views/view_dialogs/export_data_dialog";

patch(ExportDataDialog.prototype, {
    setup() {
        super.setup();
        this.lampoRecipients = [];
        this.state.lampoRecipient = false;
        onWillStart(async () => {
            this.lampoRecipients = await this.orm.call("lampo.privacy.disclosure", "export_recipients", [
                this.props.root.resModel,
            ]);
        });
    },

    onChangeLampoRecipient(ev) {
        this.state.lampoRecipient = Number(ev.target.value) || false;
    },

    async onClickExportButton() {
        // the server reads it from the context and records a disclosure for each person, or refuses
        const { context } = this.props.root;
        if (this.state.lampoRecipient) {
            context.lampo_disclosed_to = this.state.lampoRecipient;
        }
        try {
            return await super.onClickExportButton();
        } finally {
            delete context.lampo_disclosed_to;
        }
    },
});
