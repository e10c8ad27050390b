// @ts-check
// What the parts of the work are made of: lists with buttons, and calls that say what they did.

import { button, fill, h } from "../frame/dom.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

export const workWords = words.work;

/** @typedef {import("../frame/dom.js").Child} Child */
/**
 * A part fills an element when it is shown, and again after each change.
 * @typedef {(element: HTMLElement, redraw: () => void) => Promise<void>} Part
 */

/**
 * A button whose errors are told; `name` keeps its focus when the part is drawn anew.
 * @param {string} label
 * @param {string} name
 * @param {() => unknown} run
 * @param {string} [kind]
 */
export function act(label, name, run, kind = "changes") {
  return button(label, async () => {
    try {
      await run();
    } catch (error) {
      failed(error);
    }
  }, { class: kind, data: { field: name } });
}

/**
 * A row of a list: its text, and what can be done.
 * @param {Child | Child[]} about
 * @param {Child | Child[]} [acts]
 * @param {Record<string, string>} [data]
 */
export const row = (about, acts = [], data = {}) => h("li", { data }, h("div", {}, about), h("div", { class: "acts" }, acts));

/**
 * A titled list, or why it is empty.
 * @param {string} title
 * @param {HTMLElement[]} rows
 * @param {string} none
 * @param {Child | Child[]} [more]
 */
export const section = (title, rows, none, more = []) =>
  h("section", {}, h("h2", {}, title), more, rows.length ? h("ul", { class: "list" }, rows) : h("p", { class: "hint" }, none));

/**
 * Fill a part, but not while somebody types in it; the button that had the focus has it again.
 * @param {HTMLElement} element
 * @param {...(Child | Child[])} children
 */
export function draw(element, ...children) {
  if (element.querySelector("[data-editing]")) {
    return; // it was opened while this was loaded
  }
  const had = /** @type {HTMLElement | null} */ (element.contains(document.activeElement) ? document.activeElement : null)?.dataset.field;
  fill(element, ...children);
  const again = had && [...element.querySelectorAll("[data-field]")].find((each) => /** @type {HTMLElement} */ (each).dataset.field === had);
  again && /** @type {HTMLElement} */ (again).focus();
}

/** @param {string} time */
export const timeOf = (time) => h("time", { datetime: time }, new Date(time).toLocaleString());
