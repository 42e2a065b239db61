import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const CUSTOMER = "Vieno Uusikallio";
const PLACE = "Uusikalliontie 8";

/** Through the menu to a list, and a new form of it. */
function newFrom(section, item) {
    const path = section ? [{ trigger: `.o_menu_sections [data-menu-xmlid='lampo_privacy.${section}']`, run: "click" }] : [];
    return [
        ...path,
        { trigger: `[data-menu-xmlid='lampo_privacy.${item}']:visible`, run: "click" },
        { content: "The list", trigger: ".o_list_view .o_list_button_add, .o_control_panel .o_list_button_add", run: "click" },
        { content: "A new form", trigger: ".o_form_editable" },
    ];
}

function fill(field, text) {
    const widget = `.o_form_view .o_field_widget[name=${field}]`;
    return [{ trigger: `${widget} input:visible, ${widget} textarea:visible`, run: `edit ${text}` }];
}

/** The record as it is shown; never the offer to create one of that name. */
function choose(field, text, shown = text) {
    return [
        { trigger: `.o_form_view .o_field_widget[name=${field}] input`, run: `edit ${text}` },
        { trigger: `.ui-autocomplete .dropdown-item:contains('${shown}')`, run: "click" },
    ];
}

const save = () => stepUtils.saveForm();

registry.category("web_tour.tours").add("lampo_heat_life", {
    steps: () => [
        ...stepUtils.goToAppSteps("lampo_privacy.menu_heat", "Open District heating"),
        ...newFrom(null, "menu_heat_customers"),
        ...fill("name", CUSTOMER),
        ...save(),
        ...newFrom("menu_heat_network", "menu_heat_sites"),
        ...fill("name", PLACE),
        ...fill("street", PLACE),
        ...save(),
        ...newFrom("menu_heat_network", "menu_heat_contracts"),
        ...choose("partner_id", CUSTOMER),
        ...choose("site_id", PLACE, `] ${PLACE}`),
        ...save(),
        { content: "In force from today", trigger: ".o_statusbar_status .o_arrow_button_current:contains('In force')" },
        { content: "To the other app", trigger: ".o_navbar_apps_menu button, .o_menu_toggle", run: "click" },
        { trigger: ".o_app[data-menu-xmlid='lampo_privacy.menu_privacy']", run: "click" },
        { trigger: ".o_lampo_overview button:contains('Record a request')", run: "click" },
        { trigger: ".modal .o_field_widget[name=partner_id] input", run: `edit ${PLACE}` },
        { trigger: `.ui-autocomplete .dropdown-item:contains('${CUSTOMER}')`, run: "click" },
        { content: "The deadline is shown at once", trigger: ".modal .o_field_widget[name=due_on]:not(:empty)" },
        { trigger: ".modal-footer button:contains('Record')", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=due_on]:not(:empty)" },
    ],
});
