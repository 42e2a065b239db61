import { registry } from "@web/core/registry";

const FORM = ".o_form_view";

registry.category("web_tour.tours").add("lampo_register_statement", {
    steps: () => [
        { content: "A new draft", trigger: ".o_list_button_add", run: "click" },
        { content: "Written from the settings", trigger: `${FORM} .o_field_widget[name=live_fi]:contains('Rekisterinpitäjä')` },
        { content: "Saved", trigger: `${FORM} .o_field_widget[name=note] textarea`, run: "edit Ensimmäinen versio" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "What it would say against the facts is listed before it prints",
            trigger: `${FORM} .alert-warning .o_field_widget[name=contradictions]:contains('§ 5')`,
        },
        {
            content: "Why it is approved all the same",
            trigger: `${FORM} .o_field_widget[name=accepted_reason] textarea`,
            run: "edit Puhelin poistetaan ensi viikolla",
        },
        { trigger: `${FORM} button[name=action_approve]`, run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "Frozen", trigger: `${FORM} .o_arrow_button_current[data-value='approved']` },
        { trigger: `${FORM} button[name=action_publish]`, run: "click" },
        { content: "On the page", trigger: `${FORM} button[name=action_open_public]` },
    ],
});

registry.category("web_tour.tours").add("lampo_register_consent", {
    steps: () => [
        { content: "A new consent", trigger: ".o_list_button_add", run: "click" },
        { trigger: `${FORM} .o_field_widget[name=partner_id] input`, run: "edit Tyyne Tuliniemi" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tyyne Tuliniemi')", run: "click" },
        { trigger: `${FORM} .o_field_widget[name=purpose_id] input`, run: "edit mark" },
        { trigger: ".o-autocomplete--dropdown-item:contains('mark')", run: "click" },
        { content: "The words in use", trigger: `${FORM} .o_field_widget[name=wording_id] input:value(1)` },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: `${FORM} button[name=action_open_withdraw]`, run: "click" },
        { content: "How the person said so", trigger: ".modal .o_field_widget[name=channel] input[data-value=phone]", run: "click" },
        { trigger: ".modal-footer button[name=action_withdraw]", run: "click" },
        { content: "Withdrawn", trigger: `${FORM} .o_arrow_button_current[data-value='withdrawn']` },
    ],
});

registry.category("web_tour.tours").add("lampo_register_quality", {
    steps: () => [
        { content: "By kind, each unfolded; the first is data beyond the statement", trigger: ".o_list_view .o_group_header:first" },
        { trigger: ".o_data_row button[name=action_empty]", run: "click" },
        { content: "Asked first", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "Gone from the list", trigger: ".o_list_view:not(:has(button[name=action_empty]))" },
    ],
});

registry.category("web_tour.tours").add("lampo_register_message", {
    steps: () => [
        { content: "A note about the customer", trigger: ".o-mail-Message:contains('Soitti kylmästä talosta')", run: "hover && click .o-mail-Message:contains('Soitti kylmästä talosta') [title='Expand']" },
        { trigger: ".o-mail-Message-moreMenu .o-dropdown-item:contains('Record as a contact')", run: "click" },
        { content: "Filled in from the note", trigger: ".modal .o_field_widget[name=partner_id] input:value('Tyyne Tuliniemi')" },
        { trigger: ".modal .o_field_widget[name=kind] input[data-value=complaint]", run: "click" },
        { trigger: ".modal .o_field_widget[name=channel] select, .modal .o_field_widget[name=channel] input" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "Saved", trigger: "body:not(:has(.modal))" },
    ],
});

registry.category("web_tour.tours").add("lampo_register_export", {
    steps: () => [
        { content: "One person", trigger: ".o_data_row:contains('Tyyne Tuliniemi') .o_list_record_selector input", run: "click" },
        { trigger: ".o_cp_action_menus .dropdown-toggle:contains('Actions'), .o_control_panel_actions .o_cp_action_menus .dropdown-toggle", run: "click" },
        { trigger: ".o-dropdown--menu .o-dropdown-item:contains('Export')", run: "click" },
        { content: "Who gets the file", trigger: ".o_export_data_dialog .o_lampo_export_recipient select", run: "selectByLabel Verohallinto" },
        { trigger: ".o_export_data_dialog .o_select_button, .modal-footer .btn-primary", run: "click" },
        { content: "Downloaded", trigger: ".modal-footer .btn-primary:not([disabled])" },
    ],
});

registry.category("web_tour.tours").add("lampo_register_export_all", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tyyne Tuliniemi')" },
        { content: "Nobody chosen", trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle", run: "click" },
        { trigger: ".o-dropdown--menu .o_export_all_menu", run: "click" },
        { content: "Asked here too", trigger: ".o_export_data_dialog .o_lampo_export_purpose input", run: "edit Vuosikysely" },
        { trigger: ".o_export_data_dialog .o_lampo_export_recipient select", run: "selectByLabel Verohallinto" },
        { trigger: ".o_export_data_dialog .o_select_button, .modal-footer .btn-primary", run: "click" },
        { content: "Downloaded", trigger: ".modal-footer .btn-primary:not([disabled])" },
    ],
});
