export const READY = "body:not(:has(.modal))";
export const BUTTONS = ".o_form_view .o_statusbar_buttons";
export const CHATTER = ".o-mail-Chatter";

/** The answer's letter holds these words; filed, it closes the request. */
export function answer(words, button = "Print and file") {
    return [
        { content: "The answer", trigger: `${READY} ${BUTTONS} button[name=action_letter_answer]`, run: "click" },
        {
            content: "The letter tells what was done",
            trigger: `.modal .o_field_widget[name=body]:contains('${words}')`,
        },
        { content: "As it will look", trigger: ".modal-footer button[name=action_preview]", run: "click" },
        {
            content: "The paper is read whole before the dialog lets go of it",
            trigger: ".modal .o_field_widget[name=preview] :iframe .pdfViewer .page[data-loaded]",
        },
        { trigger: ".modal-footer button[name=action_edit]", run: "click" },
        { trigger: `.modal-footer button:visible:contains('${button}')`, run: "click" },
        { content: "Filed", trigger: `${READY} ${CHATTER} .o-mail-Message:contains('${words}')` },
        {
            content: "Answered, and the answer is on file",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=done]",
        },
    ];
}
