import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const CHATTER = ".o-mail-Chatter";

/** The office form of half a minute: the person is found by the site, the request opens. */
function intake(site, person) {
    return [
        ...stepUtils.goToAppSteps("lampo_privacy.menu_privacy", "Open Data protection"),
        {
            content: "Record a request from the overview",
            trigger: ".o_lampo_overview button:contains('Record a request')",
            run: "click",
        },
        {
            content: "Who: found by the site",
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: `edit ${site}`,
        },
        {
            trigger: `.ui-autocomplete .dropdown-item:contains('${person}')`,
            run: "click",
        },
        {
            content: "The day to answer by is shown",
            trigger: ".modal .o_field_widget[name=due_on]:not(:empty)",
        },
        {
            content: "In the person's own words",
            trigger: ".modal .o_field_widget[name=description] textarea",
            run: "edit Mitä tietoja minusta on?",
        },
        {
            trigger: ".modal-footer button:contains('Record')",
            run: "click",
        },
        {
            content: "The whole request is open",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=action_start]",
        },
    ];
}

/** Preview, then file the letter; the dialog closes and the chatter holds it. */
function sendLetter(title) {
    return [
        {
            content: "The letter is written",
            trigger: `.modal .o_field_widget[name=body]:contains('Hyvä')`,
        },
        {
            content: "Preview",
            trigger: ".modal-footer button[name=action_preview]",
            run: "click",
        },
        {
            content: "The paper is shown",
            trigger: ".modal .o_field_widget[name=preview] :iframe .pdfViewer .page[data-loaded]",
        },
        {
            trigger: ".modal-footer button[name=action_edit]",
            run: "click",
        },
        {
            trigger: ".modal-footer button:visible:contains('Print and file')",
            run: "click",
        },
        {
            content: "Filed in the chatter",
            trigger: `body:not(:has(.modal)) ${CHATTER} .o-mail-Message:contains('${title}')`,
        },
    ];
}

function reason(button, text) {
    return [
        { trigger: `.o_form_view button:contains('${button}')`, run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: `edit ${text}` },
        { trigger: `.modal-footer button:contains('${button}')`, run: "click" },
    ];
}

registry.category("web_tour.tours").add("lampo_request_answer", {
    steps: () => [
        ...intake("Kiertokuja", "Aino Esimerkki"),
        { trigger: "button[name=action_start]", run: "click" },
        {
            content: "Search the registers",
            trigger: ".o_notebook .nav-link:contains('Registers')",
            run: "click",
        },
        {
            content: "Every line gets its result",
            trigger: ".o_field_widget[name=register_line_ids] .o_data_row:nth-child(1) button[name=action_found]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=register_line_ids] .o_data_row:nth-child(1) td[name=result]:contains('Data found')",
        },
        {
            trigger: ".o_field_widget[name=register_line_ids] .o_data_row:nth-child(2) button[name=action_nothing]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=register_line_ids] .o_data_row:nth-child(2) td[name=result]:contains('Nothing found')",
        },
        { trigger: "button[name=action_letter_answer]", run: "click" },
        ...sendLetter("Pyyntönne"),
        {
            content: "The request is answered",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Answered')",
        },
    ],
});

registry.category("web_tour.tours").add("lampo_request_extension", {
    steps: () => [
        ...intake("Kiertokuja", "Aino Esimerkki"),
        ...reason("Extend", "Lukemia on monelta vuodelta"),
        ...sendLetter("määräaikaa"),
        { content: "The letter is on its list", trigger: ".o_notebook .nav-link:contains('Letters')", run: "click" },
        { trigger: ".o_field_widget[name=letter_ids] .o_data_row:contains('Extension')" },
    ],
});

registry.category("web_tour.tours").add("lampo_request_refusal", {
    steps: () => [
        ...intake("Kiertokuja", "Aino Esimerkki"),
        ...reason("Refuse", "Saatava on auki"),
        ...sendLetter("tietosuojavaltuutetulle"),
        {
            content: "The request is refused, and nothing is owed",
            trigger: ".o_form_view:not(:has(button[name=action_letter_owed]:visible)) .o_field_widget[name=refusal_reason]",
        },
    ],
});
