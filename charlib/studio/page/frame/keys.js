// @ts-check
// Keys. One table says what a key does and what the help sheet shows, so that they cannot differ.

import { button, dialog, h, isTyping } from "./dom.js";
import { words } from "../words.js";

/**
 * `keys` are as in a help text: "/", "g c", "Ctrl+Z", "Shift+ArrowDown". With `typing`, the key
 * also works inside a text field; a `local` one belongs to an element, which listens itself.
 * @typedef {{keys: string, about: string, run: (event: KeyboardEvent) => void, typing?: boolean,
 *   local?: boolean}} Bound
 */
/** @typedef {{title: string, bound: Bound[]}} Section */

/** @type {Set<Section>} */
const sections = new Set();
const PREFIX_MS = 1200;
let prefix = "";
let prefixed = 0;

/**
 * The name of a key that was pressed, as in the table.
 * @param {KeyboardEvent} event
 */
export function keyName(event) {
  if (event.key.length === 1 && event.getModifierState?.("AltGraph")) {
    return event.key; // how many keyboards type brackets
  }
  const key = event.key === " " ? "Space" : event.key.length === 1 ? letter(event) : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || event.ctrlKey || event.metaKey || key === "Space");
  const parts = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shift && "Shift", key];
  return parts.filter(Boolean).join("+");
}

/** @param {KeyboardEvent} event */
const letter = (event) => (event.ctrlKey || event.metaKey ? event.key.toUpperCase() : event.key);

/**
 * Add keys of the whole page; returns what removes them.
 * @param {string} title
 * @param {Bound[]} bound
 */
export function bindKeys(title, bound) {
  const section = { title, bound };
  sections.add(section);
  return () => sections.delete(section);
}

/**
 * Add keys of one element; they are shown in the help sheet as long as it is.
 * @param {HTMLElement} element
 * @param {string} title
 * @param {Bound[]} bound
 */
export function bindKeysTo(element, title, bound) {
  element.addEventListener("keydown", (event) => {
    if (!isTyping(event.target)) {
      press(event, [{ title, bound }], "");
    }
  });
  return bindKeys(title, bound.map((each) => ({ ...each, local: true })));
}

/**
 * @param {KeyboardEvent} event
 * @param {Iterable<Section>} where
 * @param {string} before
 */
function press(event, where, before) {
  const key = before + keyName(event);
  for (const { bound } of where) {
    for (const each of bound) {
      if (each.local || (isTyping(event.target) && !each.typing)) {
        continue;
      }
      if (each.keys.split(", ").includes(key)) {
        event.preventDefault();
        each.run(event);
        return true;
      }
    }
  }
  return false;
}

const PRESSED = "button, a, summary";
/** What the mouse pressed last, until Tab: the focus is there, but nobody went there with the keys. @type {Element | null} */
let clicked = null;

/** Whether a button, a link or a fold has a key itself. @param {KeyboardEvent} event */
function isTheirs({ key, target }) {
  const on = /^( |Enter)$/.test(key) && /** @type {Element} */ (target).closest?.(PRESSED);
  return Boolean(on) && on !== clicked;
}

/** What was clicked gives a key that the view knows to the view. @param {KeyboardEvent} event @param {string} before */
function pressView(event, before) {
  const isDone = press(event, sections, before);
  isDone && clicked === document.activeElement && /** @type {HTMLElement | null} */ (clicked)?.blur();
  return isDone;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || isTheirs(event) || event.isComposing || document.querySelector("dialog[open]")) {
    return;
  }
  const before = event.timeStamp - prefixed < PREFIX_MS ? prefix : "";
  prefix = "";
  if (pressView(event, before) || before) {
    return;
  }
  const start = `${keyName(event)} `;
  const begins = [...sections].some(({ bound }) => bound.some(({ keys }) => keys.startsWith(start)));
  if (begins && !isTyping(event.target)) {
    [prefix, prefixed] = [start, event.timeStamp];
  }
}

/** Show what every key does. */
export function keySheet() {
  const list = [...sections].map(({ title, bound }) =>
    h("section", {}, h("h3", {}, title), h("dl", {}, bound.map(keyRow))),
  );
  const close = button(words.close, () => shown.close(), { class: "quiet" });
  const head = h("header", {}, h("h2", {}, words.keys.title), close);
  const shown = dialog("sheet", words.keys.title, head, h("div", { class: "columns" }, list));
}

/** @param {Bound} bound */
function keyRow({ keys, about }) {
  const caps = (words.keys.names[keys] ?? keys).split(", ").map((each) => h("kbd", {}, each.replace(/\w+$/, (key) => words.keys.names[key] ?? key)));
  return h("div", {}, h("dt", {}, caps), h("dd", {}, about));
}

/** Listen to keys of the whole page. */
export function startKeys() {
  document.addEventListener("pointerdown", ({ target }) => (clicked = /** @type {Element} */ (target).closest?.(PRESSED) ?? null), true);
  document.addEventListener("keydown", ({ key }) => key === "Tab" && (clicked = null), true);
  document.addEventListener("keydown", onKey);
}
