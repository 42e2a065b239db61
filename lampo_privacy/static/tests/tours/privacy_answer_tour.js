import { registry } from "@web/core/registry";

import { READY, BUTTONS as SHOWN, answer } from "./answer_steps";

const BACK = {
    content: "Back to the request",
    trigger: ".o_breadcrumb .breadcrumb-item.o_back_button a",
    run: "click",
};

/** The dialog of the correction: this row gets this value, and before and after stay with the request. */
function correct(row, value) {
    return [
        { content: "The request", trigger: `${SHOWN} button[name=action_open_rectify]`, run: "click" },
        { content: "Old and new side by side", trigger: `.modal ${row} td[name=new_value]`, run: "click" },
        { trigger: ".modal tr.o_selected_row td[name=new_value] input", run: `edit ${value}` },
        { content: "Elsewhere, so that the row is left", trigger: ".modal .modal-header", run: "click" },
        { trigger: ".modal-footer button[name=action_apply]:visible", run: "click" },
        {
            content: "Before and after stay with the request",
            trigger: `${READY} .o_field_widget[name=rectification_ids] tr:contains('${value}')`,
        },
    ];
}

registry.category("web_tour.tours").add("lampo_answer_access", {
    steps: () => [
        { content: "The request for access", trigger: `${SHOWN} button[name=action_open_package]`, run: "click" },
        {
            content: "What is held is shown before anything is made",
            trigger: ".o_field_widget[name=line_ids] tr.o_data_row td[name=record_count]:contains('24')",
        },
        { content: "The files", trigger: ".o_notebook .nav-link[name=files]", run: "click" },
        {
            content: "A file that names somebody else is not chosen",
            trigger: ".o_field_widget[name=file_ids] tr.text-warning td:contains('naapuri.txt')",
        },
        { content: "Make it", trigger: "button[name=action_make]", run: "click" },
        { content: "It can be read", trigger: `${SHOWN} button[name=action_open_document]` },
        { content: "A link", trigger: "button[name=action_make_link]", run: "click" },
        { content: "The link is shown", trigger: ".o_field_widget[name=link_url]:contains('/privacy/answer/')" },
        { content: "Delivered", trigger: ".o_arrow_button_current[data-value=delivered]" },
        BACK,
        ...answer("by a link that works until", "Send"),
    ],
});

registry.category("web_tour.tours").add("lampo_answer_rectify", {
    steps: () => [
        ...correct("tr:contains('Vanhatie 1')", "Uusitie 2"),
        { trigger: ".o_field_widget[name=rectification_ids] tr:contains('Vanhatie 1'):contains('Uusitie 2')" },
        ...answer("We have corrected or completed: street"),
    ],
});

registry.category("web_tour.tours").add("lampo_answer_complete", {
    steps: () => [
        ...correct("tr:has(td[name=record_name]:contains('Aino')):has(td[name=label]:contains('City'))", "Tampere"),
        ...answer("We have corrected or completed: city"),
    ],
});

registry.category("web_tour.tours").add("lampo_answer_restrict", {
    steps: () => [
        { content: "Taking the request restricts", trigger: `${SHOWN} button[name=action_start]`, run: "click" },
        ...answer("We have restricted the processing of your personal data"),
        { content: "Lifting asks first", trigger: `${SHOWN} button[name=action_open_lift]`, run: "click" },
        {
            content: "Not lifted while nobody was told",
            trigger: ".modal:not(:has(.modal-footer button[name=action_lift])) .o_field_widget[name=told] input",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=told_how] input[data-value=phone]", run: "click" },
        { trigger: ".modal-footer button[name=action_lift]:visible", run: "click" },
        {
            content: "Lifted",
            trigger: `${READY} .o_form_view:not(:has(button[name=action_open_lift])) .o_statusbar_status`,
        },
    ],
});
