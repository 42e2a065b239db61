import { registry } from "@web/core/registry";

import { BUTTONS, CHATTER, READY, answer } from "./answer_steps";

registry.category("web_tour.tours").add("lampo_answer_portability", {
    steps: () => [
        { content: "The request", trigger: `${BUTTONS} button[name=action_open_package]`, run: "click" },
        {
            content: "What the person gave or generated is shown before anything is made",
            trigger: ".o_field_widget[name=line_ids] tr.o_data_row td[name=record_count]:contains('24')",
        },
        { content: "And nothing else", trigger: ".o_notebook:not(:has(.nav-link[name=files]))" },
        { content: "Make it", trigger: "button[name=action_make]", run: "click" },
        {
            content: "There is no document to read, only data",
            trigger: `${BUTTONS}:not(:has(button[name=action_open_document])) button[name=action_hand_over]`,
            run: "click",
        },
        { trigger: ".o_arrow_button_current[data-value=delivered]" },
        { content: "Back to the request", trigger: ".o_breadcrumb .breadcrumb-item.o_back_button a", run: "click" },
        ...answer("handed to you at our office"),
    ],
});

registry.category("web_tour.tours").add("lampo_answer_objection", {
    steps: () => [
        { content: "Marketing stops with the start", trigger: `${BUTTONS} button[name=action_start]`, run: "click" },
        { trigger: `${CHATTER} .o-mail-Message:contains('Marketing, surveys and the like stop')` },
        ...answer("no marketing, surveys or the like"),
    ],
});

registry.category("web_tour.tours").add("lampo_answer_withdrawal", {
    steps: () => [
        { content: "Consent ends with the start", trigger: `${BUTTONS} button[name=action_start]`, run: "click" },
        { trigger: `${CHATTER} .o-mail-Message:contains('Marketing, surveys and the like stop')` },
        ...answer("Your consent is withdrawn from now on"),
    ],
});

registry.category("web_tour.tours").add("lampo_answer_erasure", {
    steps: () => [
        { content: "The erasure", trigger: `${BUTTONS} button[name=action_open_erasure]`, run: "click" },
        { content: "Preview", trigger: `${BUTTONS} button[name=action_plan]`, run: "click" },
        {
            content: "What stays is named with its ground",
            trigger: ".o_field_widget[name=line_ids] tr.o_data_row td[name=action]:contains('Stays')",
        },
        { content: "Erase", trigger: `${BUTTONS} button[name=action_run]`, run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "The vouchers are waited for", trigger: ".o_arrow_button_current[data-value=waiting]" },
        { content: "Back to the request", trigger: ".o_breadcrumb .breadcrumb-item.o_back_button a", run: "click" },
        ...answer("31 December 2032"),
    ],
});

registry.category("web_tour.tours").add("lampo_close_knowingly", {
    steps: () => [
        { content: "Answered elsewhere", trigger: `${BUTTONS} button[name=action_close]`, run: "click" },
        { content: "Nothing is on file", trigger: ".modal .alert:contains('No answer is on file')" },
        {
            content: "Neither told nor said that there is none",
            trigger: ".modal-footer button[name=action_confirm]",
            run: "click",
        },
        { content: "Refused with what to do", trigger: ".modal .modal-body:contains('Write what the answer was')" },
        { trigger: ".modal:has(.modal-body:contains('Write what the answer was')) .modal-footer button", run: "click" },
        {
            content: "What was the answer?",
            trigger: ".modal .o_field_widget[name=answer] textarea",
            run: "edit Told by phone that nothing has to be corrected",
        },
        { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
        {
            content: "Closed, and the note tells that the answer is not on file",
            trigger: `${READY} ${CHATTER} .o-mail-Message:contains('not on file'):contains('Told by phone')`,
        },
        { trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]" },
    ],
});
