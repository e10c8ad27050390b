// @ts-check
// A dialog that asks something. It stays until that is done, and says what went wrong meanwhile.

import { isAborted } from "./api.js";
import { button, fill, h, paused } from "./dom.js";
import { words } from "../words.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {Record<string, string>} Values */
/**
 * `look` shows what would be done, first and after each change; null as long as that cannot be
 * said. `run` does it; both get the values of the dialog by the names of its inputs.
 * @typedef {{label: string, kind?: string, run: (values: Values) => Promise<void>,
 *   look?: (values: Values) => Promise<{text: Child | Child[], label?: string} | null>}} Asked
 */

const PAUSE_MS = 150;

/**
 * Returns what closes the dialog.
 * @param {string} title
 * @param {Child[]} content
 * @param {Asked} asked
 */
export function ask(title, content, { label, kind = "main", look, run }) {
  const preview = h("div", { class: "preview", role: "status" });
  const problem = h("p", { class: "problem", role: "alert" });
  const go = h("button", { class: kind, disabled: Boolean(look) }, label);
  const shut = () => dialog.close();
  const cancel = button(words.cancel, shut, { class: "quiet" });
  const form = h("form", {}, h("h2", {}, title), content, preview, problem, h("footer", {}, cancel, go));
  const dialog = h("dialog", { class: "ask", "aria-label": title }, form);
  const values = () => /** @type {Values} */ (Object.fromEntries(new FormData(form)));
  let turn = 0;

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
    if (!isAborted(error)) {
      const { message, hint } = /** @type {{message: string, hint?: string}} */ (error);
      fill(problem, words.sentence(message), " ", hint);
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await run(values());
      shut();
    } catch (error) {
      look && (await show());
      go.disabled = false;
      tell(error);
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  if (look) {
    form.addEventListener("input", paused(PAUSE_MS, show));
    show();
  }
  return shut;
}

/**
 * @param {string} text
 * @param {Child[]} inputs
 */
export const labelled = (text, ...inputs) => h("label", {}, text, inputs);
