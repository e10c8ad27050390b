// @ts-check
// Texts of a card that are edited in place, and rows of short ones.

import { button, h, options } from "../frame/dom.js";
import { inPlace } from "../frame/inplace.js";
import { mayChange } from "../frame/rules.js";
import { words } from "../words.js";

/**
 * `id` is its name among the texts of a card; `text` is what is shown of `value`; `choices` are the
 * only values that it takes, each with its text. Without `save` it cannot be changed.
 * @typedef {{id: string, label: string, value: string, text?: string, kind?: string, isLong?: boolean,
 *   hasNoLabel?: boolean, choices?: Record<string, string>, save?: (value: string) => void}} Field
 */

/** @param {Field} given */
export function field({ id, label, value, text = value, kind = id, isLong, hasNoLabel, choices, save }) {
  const name = hasNoLabel ? null : h("span", { class: "label" }, label);
  if (!mayChange || !save) {
    return text ? h("div", { class: `field ${kind}` }, name, h("span", { class: "text", data: { field: id } }, text)) : null;
  }
  const closed = button(text || h("i", {}, words.card.blank), () => save && inPlace(closed, editor(), save), { class: "text", data: { field: id }, "aria-label": `${words.card.edit(label)}: ${text}` });

  function editor() {
    const given = { "aria-label": label, data: { editing: id } };
    if (choices) {
      const select = h("select", given, options(Object.entries(choices)));
      select.value = value;
      return select;
    }
    return h(isLong ? "textarea" : "input", { ...given, value, rows: 4, autocomplete: "off" });
  }
  return h("div", { class: `field ${kind}` }, name, closed);
}

/**
 * Short texts in a row, each with a button that takes it away, and a field that adds one.
 * @param {{id: string, title: string, add: string, drop: (text: string) => string, texts: string[],
 *   typed: string, change: (verb: "add" | "drop", text: string) => void}} given
 */
export function chips({ id, title, add, drop, texts, typed, change }) {
  if (!mayChange && !texts.length) {
    return null;
  }
  const items = texts.map((text) =>
    h("li", {}, text, mayChange && button("×", () => change("drop", text), { class: "quiet", "aria-label": drop(text) })));
  const input = h("input", { value: typed, placeholder: add, "aria-label": add, autocomplete: "off", data: { field: id } });
  input.addEventListener("keydown", (event) => {
    const text = input.value.trim();
    if (event.key === "Enter" && !event.isComposing && text) {
      input.value = "";
      change("add", text);
    }
  });
  return h("section", {}, h("h3", {}, title), h("ul", { class: "chips" }, items, mayChange && h("li", { class: "add" }, input)));
}
