// @ts-check
// What this studio may do. The server writes it into the page, so that it is known from the start:
// `mayChange && h("button", …)` shows nothing where the studio is read-only.

const { readOnly, noSpend } = document.documentElement.dataset;

/** Whether the library may be changed. */
export const mayChange = readOnly === undefined;

/** Whether providers may be called for money. */
export const maySpend = mayChange && noSpend === undefined;
