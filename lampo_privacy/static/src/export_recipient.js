// Who gets the exported file, and what for? A recipient outside the house makes the export a disclosure (privacy
// statement § 8), and the purpose stands in the access log (§ 9).
import { onWillStart } from "@odoo/owl";
import { useBus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ExportAll } from "@web/views/list/export_all/export_all";
import { ListController } from "@web/views/list/list_controller";
import { ExportDataDialog } from "@web/views/view_dialogs/export_data_dialog";

const ASK = "lampo-ask-before-export";

patch(ExportDataDialog.prototype, {
    setup() {
        super.setup();
        this.lampoRecipients = [];
        this.lampoAsks = false;
        this.state.lampoRecipient = false;
        this.state.lampoPurpose = "";
        onWillStart(async () => {
            const asked = await this.orm.call("lampo.privacy.disclosure", "export_questions", [this.props.root.resModel]);
            this.lampoAsks = Boolean(asked);
            this.lampoRecipients = asked ? asked.recipients : [];
        });
    },

    onChangeLampoRecipient(ev) {
        this.state.lampoRecipient = Number(ev.target.value) || false;
    },

    async onClickExportButton() {
        // the server reads both from the context: it records a disclosure for each person, or refuses
        const { context } = this.props.root;
        const told = {
            lampo_disclosed_to: this.state.lampoRecipient,
            lampo_export_purpose: this.state.lampoPurpose.trim(),
        };
        for (const [name, value] of Object.entries(told)) {
            if (value) {
                context[name] = value;
            }
        }
        try {
            return await super.onClickExportButton();
        } finally {
            Object.keys(told).forEach((name) => delete context[name]);
        }
    },
});

// “Export All” gives a file of everybody in one click. Where people are in it, the same dialog asks the same questions.
patch(ExportAll.prototype, {
    async onDirectExportData() {
        this.env.searchModel.trigger(ASK);
    },
});

// a new object each time: `super` belongs to the one object it is written in
const asksBeforeExport = () => ({
    setup() {
        super.setup(...arguments);
        const orm = useService("orm");
        const { searchModel } = this.env;
        useBus(searchModel, ASK, async () => {
            if (await orm.call("lampo.privacy.disclosure", "export_questions", [searchModel.resModel])) {
                this.exportRecords();
            } else {
                searchModel.trigger("direct-export-data");
            }
        });
    },
});
patch(ListController.prototype, asksBeforeExport());
patch(KanbanController.prototype, asksBeforeExport());
