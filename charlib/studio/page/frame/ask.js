// @ts-check
// A dialog that asks something. It stays until that is done, and says what went wrong meanwhile.

import { isAborted } from "./api.js";
import { button, dialog, fill, h, paused } from "./dom.js";
import { words } from "../words.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {Record<string, string>} Values the values of a dialog by the names of its inputs */
/**
 * Shows what would be done, first and after each change; null as long as that cannot be said.
 * @typedef {(values: Values) => Promise<{text: Child | Child[], label?: string} | null>} Look
 */

const LOOK_MS = 150;

/**
 * Returns what closes the dialog.
 * @param {string} title
 * @param {Child | Child[]} inside
 * @param {string} label of the button that does it
 * @param {(form: FormData, values: Values) => Promise<unknown>} run
 * @param {{kind?: string, look?: Look, isRefused?: boolean, closed?: () => void}} [how] `isRefused` lets
 *   nobody do it, `closed` is called in any case
 */
export function ask(title, inside, label, run, { kind = "main", look, isRefused = Boolean(look), closed } = {}) {
  const preview = h("div", { class: "preview", role: "status" });
  const problem = h("p", { class: "problem", role: "alert" });
  const go = h("button", { class: kind, disabled: isRefused, autofocus: !look });
  const shut = () => shown.close();
  const cancel = button(words.cancel, shut, { class: "quiet" });
  const form = h("form", {}, h("h2", {}, title), inside, preview, problem, h("footer", {}, cancel, go));
  const values = () => /** @type {Values} */ (Object.fromEntries(new FormData(form)));
  let turn = 0;
  go.textContent = label;

  async function show() {
    const mine = (turn += 1);
    go.disabled = true;
    try {
      const found = await look?.(values());
      if (mine === turn) {
        fill(problem);
        fill(preview, found?.text);
        go.textContent = found?.label ?? label;
        go.disabled = !found;
      }
    } catch (error) {
      mine === turn && tell(error);
    }
  }

  /** @param {unknown} error */
  function tell(error) {
    isAborted(error) || fill(problem, reason(error));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await run(new FormData(form), values());
      shut();
    } catch (error) {
      look && (await show());
      go.disabled = false;
      tell(error);
    }
  });
  const shown = dialog("ask", title, form);
  shown.addEventListener("close", () => closed?.());
  if (look) {
    form.addEventListener("input", paused(LOOK_MS, show));
    show();
  }
  return shut;
}

/**
 * An error as a sentence, with what helps.
 * @param {any} error
 * @returns {Child[]}
 */
export const reason = ({ message, hint }) => [words.sentence(message), " ", hint && h("small", {}, hint)];

/**
 * @param {string} text
 * @param {Child[]} inputs
 */
export const labelled = (text, ...inputs) => h("label", {}, text, inputs);
