// @ts-check
// Accounts with their budgets and keys, and what everything cost.

import { get, post } from "../frame/api.js";
import { h } from "../frame/dom.js";
import { changed, failed, toast } from "../frame/toast.js";
import { button, draw, row, section } from "./part.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Account} Account */
/** @typedef {{name: string, words: string, films: number, creations: number, unknown: number}} Line */

const text = words.work;
let group = "month";

/** @type {import("./part.js").Part} */
export async function accounts(element, redraw) {
  const { accounts: known } = await get("/api/accounts");
  draw(element, section(text.parts.accounts, known.map((/** @type {Account} */ each) => account(each, redraw)), text.noAccounts));
}

/**
 * @param {Account} account
 * @param {() => void} redraw
 */
function account({ name, profile, base_url, key, default: isDefault, budget, left, error }, redraw) {
  const check = async () => toast((await post(`/api/accounts/${encodeURIComponent(name)}/check`)).sentence);
  const edit = button(left ?? budget ?? text.noBudget, `budget ${name}`, () => {
    const input = /** @type {HTMLInputElement} */ (h("input", { value: budget ?? "", "aria-label": text.budget, placeholder: text.budgetHelp, autocomplete: "off", data: { editing: name } }));
    let isOver = false; // taking the field away makes it lose the focus, which would save it
    const stop = async (/** @type {boolean} */ keeps) => {
      if (isOver) {
        return;
      }
      isOver = true;
      input.replaceWith(edit);
      edit.focus();
      if (keeps && input.value.trim() !== (budget ?? "")) {
        try {
          await post(`/api/accounts/${encodeURIComponent(name)}/budget`, { budget: input.value.trim() || "none" });
          changed(text.didBudget(name));
        } catch (problem) {
          failed(problem);
        }
        redraw();
      }
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        stop(event.key === "Enter");
      }
    });
    input.addEventListener("blur", () => stop(true));
    edit.replaceWith(input);
    input.focus();
  }, "text");
  return row([
    h("b", {}, name), h("small", {}, [profile, isDefault && text.isDefault, base_url, text.key(key)].filter(Boolean).join(" · ")),
    h("div", { class: "budget" }, h("span", { class: "label" }, text.budget), edit), error && h("p", { class: "problem" }, error),
  ], button(text.check, `check ${name}`, check, ""), { account: name });
}

/** @type {import("./part.js").Part} */
export async function cost(element, redraw) {
  const { lines, total } = await get("/api/cost", { by: group });
  const by = /** @type {HTMLSelectElement} */ (h("select", { data: { field: "by" }, on: { change: () => ((group = by.value), redraw()) } },
    text.groups.map(([value, label]) => Object.assign(h("option", {}, label), { value }))));
  by.value = group;
  /** @param {string} name @param {Line} line */
  const cells = (name, line) => h("tr", {}, h("th", { scope: "row" }, name), [line.words, line.films, line.creations, line.unknown].map((value) => h("td", {}, value || "–")));
  const head = h("tr", {}, [text.groups.find(([value]) => value === group)?.[1] ?? "", ...text.columns].map((label) => h("th", { scope: "col" }, label)));
  const table = h("div", { class: "wide" }, h("table", {}, h("thead", {}, head),
    h("tbody", {}, lines.map((/** @type {Line} */ line) => cells(line.name || text.nobody, line))),
    h("tfoot", {}, total.map((/** @type {Line} */ line) => cells(text.total, line)))));
  draw(element, h("section", {}, h("h2", {}, text.parts.cost), h("label", { class: "by" }, text.by, by), total.length ? table : h("p", { class: "hint" }, text.noCost)));
}
