// @ts-check
// A character in the grid or the list. A cell that shows the same as before is left alone.

import { keyOf } from "../frame/api.js";
import { fill, h } from "../frame/dom.js";

/** @typedef {import("../frame/types.js").Character} Character */

/**
 * @param {HTMLElement} element
 * @param {Character | undefined} person undefined as long as it is not loaded
 * @param {{isChosen: boolean, isOpen: boolean}} how
 */
export function showCell(element, person, { isChosen, isOpen }) {
  const cell = /** @type {HTMLElement & {shown?: Character | null}} */ (element);
  if (cell.shown !== (person ?? null)) {
    cell.shown = person ?? null;
    fill(cell, person ? inside(person) : h("span", { class: "portrait" }));
    cell.dataset.key = person ? keyOf(person) : "";
    cell.setAttribute("aria-busy", String(!person));
  }
  cell.setAttribute("aria-selected", String(isChosen));
  cell.toggleAttribute("data-open", isOpen);
}

/** @param {Character} person */
function inside(person) {
  const { handle, name, picture, tags } = person;
  const letter = h("span", { class: "letter", "aria-hidden": "true" }, [...handle][0]?.toUpperCase());
  const face = picture
    ? h("img", { src: picture, alt: "", loading: "lazy", decoding: "async", draggable: "false" })
    : letter;
  face.addEventListener("error", () => face.replaceWith(letter)); // it could not be made
  return [
    h("span", { class: "portrait" }, face),
    h("span", { class: "mark", "aria-hidden": "true" }),
    h("span", { class: "about" },
      h("b", {}, `@${handle}`), state(person), h("span", { class: "name" }, name || tags.join(" "))),
    h("span", { class: "tags" }, tags.join(" ")),
  ];
}

/** @param {Character} person */
function state({ bindings }) {
  const states = [...new Set(bindings.map(({ state }) => state))];
  return states.map((each) => h("i", { class: "dot", data: { state: each }, title: each, role: "img", "aria-label": each }));
}
