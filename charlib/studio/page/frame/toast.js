// @ts-check
// Short messages at the edge of the page. One that says that something failed stays until closed.

import { Failed, isAborted, lastEntry, redo, undo } from "./api.js";
import { button, h } from "./dom.js";
import { words } from "../words.js";

const STAYS_MS = 6000;
const MOST_SHOWN = 3;
const OFFER = "offer";
const shelf = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

/**
 * Show a message, with what can be done about it.
 * @param {string} text
 * @param {{label: string, run: () => void}} [action]
 * @param {{stays?: boolean, kind?: string, hint?: string}} [how]
 */
export function toast(text, action, how = {}) {
  const shut = () => void item.remove();
  const act = action && button(action.label, () => (shut(), action.run()));
  const close = button("×", shut, { class: "quiet", "aria-label": words.close });
  const hint = how.hint && h("small", {}, how.hint);
  const same = [...shelf.children].find((each) => each.firstChild?.firstChild?.textContent === text && !each.classList.contains(OFFER));
  same?.remove();
  const item = h("div", { class: `toast ${how.kind ?? ""}` }, h("p", {}, text, hint), act, close);
  shelf.append(item);
  while (shelf.children.length > MOST_SHOWN) {
    shelf.firstElementChild?.remove();
  }
  if (!how.stays) {
    setTimeout(shut, STAYS_MS);
  }
}

/**
 * Say what was changed, and offer to take back this very change.
 * @param {string} text
 */
export function changed(text) {
  const entry = lastEntry();
  offersGone();
  const run = () => tried(() => undo(entry), words.undo.done, words.undo.nothing);
  toast(text, { label: words.undo.label, run }, { kind: OFFER });
}

/** An offer to undo ends with the next change. */
function offersGone() {
  shelf.querySelectorAll(`.${OFFER}`).forEach((/** @type {Element} */ item) => item.remove());
}

/**
 * Say what went wrong and what helps; an aborted call is nothing to tell.
 * @param {unknown} error
 */
export function failed(error) {
  if (isAborted(error)) {
    return;
  }
  const hint = error instanceof Failed ? error.hint : "";
  const text = error instanceof Error ? error.message : String(error);
  toast(words.sentence(text), undefined, { stays: true, kind: "bad", hint });
}

/** Take back the last change of this tab. */
export async function takeBack() {
  await tried(() => undo(), words.undo.done, words.undo.nothing);
}

/** Do again what was taken back. */
export async function doAgain() {
  await tried(redo, words.undo.again, words.undo.nothingAgain);
}

/**
 * @param {() => Promise<any>} run
 * @param {(entry: any) => string} done
 * @param {string} nothing
 */
async function tried(run, done, nothing) {
  offersGone();
  try {
    const entry = await run();
    toast(entry ? done(entry) : nothing, undefined, { hint: entry?.stays });
  } catch (error) {
    failed(error);
  }
}

/** Put the messages on the page. */
export function startToasts() {
  document.body.append(shelf);
}
