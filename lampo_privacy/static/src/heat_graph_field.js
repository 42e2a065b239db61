import { xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

const HEAT_COLOR = "#e07b39"; // readable on the light and on the dark theme

/** The dashboard's bar graph, as wide as the form, with a scale in MWh; drawn anew when another record is shown. */
export class HeatGraphField extends JournalDashboardGraphField {
    static template = xml`
        <div class="position-relative w-100" style="height: 240px;"><canvas t-ref="canvas"/></div>`;

    renderChart() {
        this.data = JSON.parse(this.props.record.data[this.props.name]);
        super.renderChart();
    }

    getBarChartConfig() {
        const config = super.getBarChartConfig();
        config.data.datasets[0].backgroundColor = HEAT_COLOR;
        config.options.scales.x.grid = { display: false };
        config.options.scales.y = {
            beginAtZero: true,
            title: { display: true, text: this.data[0].key },
        };
        return config;
    }
}

registry.category("fields").add("lampo_heat_graph", {
    ...journalDashboardGraphField,
    component: HeatGraphField,
});
