// @ts-check
// Changing many characters: a bar while some are selected, and a dialog that first shows how many.

import { Failed, post } from "../frame/api.js";
import { fill, h, paused } from "../frame/dom.js";
import { changed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {"tag" | "untag" | "edit" | "trash"} Action */
/** @typedef {ReturnType<typeof import("./selection.js").selection>} Selection */
/** @typedef {import("../frame/types.js").Changed} Changed */

const FIELDS = ["look", "notes", "likeness", "consent"];
const LIKENESSES = ["real", "fictional", "none"];
const PAUSE_MS = 150;
const MOST_TERMS = 300;

/**
 * @param {Selection} chosen
 * @param {(action: Action) => void} start
 */
export function bulkBar(chosen, start) {
  const count = h("b", { role: "status" });
  const actions = /** @type {Action[]} */ (["tag", "untag", "edit", "trash"]);
  const buttons = actions.map((action) =>
    h("button", { type: "button", data: { action }, on: { click: () => start(action) } }, words.bulk[action]),
  );
  const clear = h("button", { type: "button", class: "quiet", on: { click: () => chosen.clear() } }, words.bulk.clear);
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
 * @param {Selection} chosen
 * @param {() => void} done
 */
export function changeMany(action, chosen, done) {
  const { inputs, values } = questions(action);
  const preview = h("p", { class: "preview", role: "status" });
  const problem = h("p", { class: "problem", role: "alert" });
  const apply = h("button", { class: "main", disabled: true }, words.save);
  const cancel = h("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, words.cancel);
  const form = h("form", { method: "dialog" }, h("h2", {}, words.bulk.titles[action]), inputs, preview, problem, h("footer", {}, cancel, apply));
  const dialog = h("dialog", { class: "ask", "aria-label": words.bulk.titles[action] }, form);
  let [count, turn] = [-1, 0];

  /** @param {number | null} confirmed */
  const call = (confirmed) => {
    const whom = action === "edit" ? { q: chosen.asQuery() } : chosen.meant();
    return post(`/api/bulk/${action}`, { ...whom, ...values(), count: confirmed });
  };

  async function look() {
    const mine = (turn += 1);
    apply.disabled = true;
    fill(problem);
    if (action === "edit" && chosen.asQuery().split(" or ").length > MOST_TERMS) {
      problem.textContent = words.bulk.tooMany;
      return;
    }
    if (values() === null) {
      return;
    }
    try {
      const shown = await call(null);
      if (mine === turn) {
        count = shown.count;
        preview.textContent = words.bulk.preview(count, shown.first);
        apply.textContent = words.bulk.apply(count);
        apply.disabled = count === 0;
      }
    } catch (error) {
      tell(error);
    }
  }

  /** @param {unknown} error */
  function tell(error) {
    const { message, hint } = /** @type {Failed} */ (error);
    fill(problem, words.sentence(message), " ", hint);
  }

  form.addEventListener("input", paused(PAUSE_MS, look));
  form.addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (apply.disabled) {
      return;
    }
    apply.disabled = true;
    try {
      /** @type {Changed} */
      const made = await call(count);
      dialog.close();
      changed(words.bulk.done(made.changed ?? 0));
      done();
    } catch (error) {
      await look();
      tell(error);
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  look();
}

/**
 * What a dialog asks, and how its answers go to the API: null as long as they are missing.
 * @param {Action} action
 * @returns {{inputs: HTMLElement[], values: () => Record<string, string> | null}}
 */
function questions(action) {
  if (action === "trash") {
    return { inputs: [], values: () => ({}) };
  }
  if (action !== "edit") {
    const tag = h("input", { name: "tag", autocomplete: "off", autofocus: true });
    const values = () => (tag.value.trim() ? { tag: tag.value.trim() } : null);
    return { inputs: [h("label", {}, words.bulk.tagName, tag)], values };
  }
  const field = h("select", { name: "field" }, FIELDS.map((name) => h("option", { value: name }, words.card.fields[name])));
  const text = h("textarea", { name: "value", rows: 3, autofocus: true });
  const kinds = LIKENESSES.map((name) => h("option", {}, name));
  const kind = h("select", { name: "likeness", hidden: true }, kinds);
  field.addEventListener("change", () => {
    kind.hidden = field.value !== "likeness";
    text.hidden = !kind.hidden;
  });
  const values = () => ({ [field.value]: kind.hidden ? text.value : kind.value });
  return { inputs: [h("label", {}, words.bulk.field, field), h("label", {}, words.bulk.value, text, kind)], values };
}
