// @ts-check
// Changing many characters: a bar while some are selected, and a dialog that first shows how many.

import { get, post } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { button, fill, h, options } from "../frame/dom.js";
import { mayChange } from "../frame/rules.js";
import { changed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {"tag" | "untag" | "edit" | "move" | "trash"} Action */
/** @typedef {{count: number, clear: () => void}} Selection */
/** @typedef {() => {handles: string[]} | {q: string}} Meant */

const EDITED = ["look", "notes", "likeness", "consent"];
const LIKENESSES = ["real", "fictional", "none"];

/**
 * @param {Selection} chosen
 * @param {(action: Action) => void} start
 */
export function bulkBar(chosen, start) {
  const count = h("b", { role: "status" });
  const actions = /** @type {Action[]} */ (mayChange ? ["tag", "untag", "edit", "move", "trash"] : []);
  const buttons = actions.map((action) => button(words.bulk[action], () => start(action), { data: { action } }));
  const clear = button(words.bulk.clear, () => chosen.clear(), { class: "quiet" });
  const element = h("div", { class: "bulk", role: "toolbar", "aria-label": words.cast.select, hidden: true }, count, buttons, clear);
  return {
    element,
    show() {
      element.hidden = chosen.count === 0;
      count.textContent = words.bulk.selected(chosen.count);
    },
  };
}

/**
 * Ask what to change, show how many characters that is, and change them once confirmed.
 * @param {Action} action
 * @param {Meant} meant whom
 * @param {(given: Record<string, string>) => void} done
 */
export function changeMany(action, meant, done) {
  const { inputs, values } = questions(action);
  let count = -1;
  /** @type {import("../frame/ask.js").Look} */
  const look = async (given) => {
    const chosen = values(given);
    if (!chosen) {
      return null;
    }
    const shown = await post(`/api/bulk/${action}`, { ...meant(), ...chosen });
    count = shown.count;
    return count ? { text: words.bulk.preview(count, shown.first), label: words.bulk.apply(count) } : null;
  };
  ask(words.bulk.titles[action], inputs, words.save, async (_, given) => {
    const chosen = values(given) ?? {};
    const made = await post(`/api/bulk/${action}`, { ...meant(), ...chosen, count });
    changed(words.bulk.done(made.changed ?? 0));
    done(chosen);
  }, { look, kind: action === "trash" ? "main bad" : "main" });
}

/** @typedef {(given: import("../frame/ask.js").Values) => Record<string, string> | null} Values */

/**
 * What a dialog asks, and how its answers go to the API: null as long as they are missing.
 * @param {Action} action
 * @returns {{inputs: HTMLElement[], values: Values}}
 */
function questions(action) {
  if (action === "trash") {
    return { inputs: [], values: () => ({}) };
  }
  if (action === "edit") {
    return edits();
  }
  if (action === "move") {
    const to = h("select", { name: "to", autofocus: true });
    get("/api/projects").then(({ projects }) => {
      fill(to, options([["", ""], ...projects.map((/** @type {{slug: string}} */ { slug }) => [slug, slug])]));
    });
    return { inputs: [labelled(words.bulk.project, to)], values: ({ to }) => (to ? { to } : null) };
  }
  const tag = h("input", { name: "tag", autocomplete: "off", autofocus: true });
  return { inputs: [labelled(words.bulk.tagName, tag)], values: ({ tag }) => (tag.trim() ? { tag: tag.trim() } : null) };
}

/** @returns {{inputs: HTMLElement[], values: Values}} */
function edits() {
  const field = h("select", { name: "field" }, options(EDITED.map((name) => [name, words.card.fields[name]])));
  const text = h("textarea", { name: "value", rows: 3, autofocus: true });
  const kind = h("select", { name: "likeness", hidden: true }, options(LIKENESSES.map((name) => [name, words.card.likeness[name]])));
  field.addEventListener("change", () => {
    kind.hidden = field.value !== "likeness";
    text.hidden = !kind.hidden;
  });
  return {
    inputs: [labelled(words.bulk.field, field), labelled(words.bulk.value, text, kind)],
    values: ({ field, value, likeness }) => ({ [field]: field === "likeness" ? likeness : value }),
  };
}
