// @ts-check
// Asking before something is done. What goes wrong is said in the dialog, which then stays.

import { Failed } from "./api.js";
import { fill, h } from "./dom.js";
import { words } from "../words.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @param {string} title
 * @param {Child | Child[]} inside
 * @param {string} label of the button that does it
 * @param {(form: FormData) => Promise<unknown>} run
 */
export function ask(title, inside, label, run) {
  const problem = h("p", { class: "problem", role: "alert" });
  const apply = h("button", { class: "main", autofocus: true }, label);
  const cancel = h("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, words.cancel);
  const form = h("form", {}, h("h2", {}, title), inside, problem, h("footer", {}, cancel, apply));
  const dialog = h("dialog", { class: "ask", "aria-label": title }, form);
  form.addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    apply.disabled = true;
    try {
      await run(new FormData(form));
      dialog.close();
    } catch (error) {
      apply.disabled = false;
      const { message, hint } = /** @type {Failed} */ (error);
      fill(problem, words.sentence(message), " ", hint ?? "");
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
