// @ts-check
// Accounts with their budgets and keys, and what everything cost.

import { get, post } from "../frame/api.js";
import { h } from "../frame/dom.js";
import { inPlace } from "../frame/inplace.js";
import { changed, failed, toast } from "../frame/toast.js";
import { act, draw, row, section } from "./part.js";
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
  const at = `/api/accounts/${encodeURIComponent(name)}`;
  const check = async () => toast((await post(`${at}/check`)).sentence);
  /** @param {string} value */
  const save = async (value) => {
    try {
      await post(`${at}/budget`, { budget: value || "none" });
      changed(text.didBudget(name));
    } catch (problem) {
      failed(problem);
    }
    redraw();
  };
  const edit = act(left ?? budget ?? text.noBudget, `budget ${name}`, () =>
    inPlace(edit, h("input", { value: budget ?? "", "aria-label": text.budget, placeholder: text.budgetHelp, autocomplete: "off" }), save), "text");
  return row([
    h("b", {}, name), h("small", {}, [profile, isDefault && text.isDefault, base_url, text.key(key)].filter(Boolean).join(" · ")),
    h("div", { class: "budget" }, h("span", { class: "label" }, text.budget), edit), error && h("p", { class: "problem" }, error),
  ], act(text.check, `check ${name}`, check, ""), { account: name });
}

/** @type {import("./part.js").Part} */
export async function cost(element, redraw) {
  const { lines, total } = await get("/api/cost", { by: group });
  const by = /** @type {HTMLSelectElement} */ (h("select", { data: { field: "by" }, on: { change: () => ((group = by.value), redraw()) } },
    text.groups.map(([value, label]) => Object.assign(h("option", {}, label), { value }))));
  by.value = group;
  /** @param {string} name @param {Line} line */
  const cells = (name, line) => h("tr", {}, h("th", { scope: "row" }, name), [line.words, line.films, line.creations, line.unknown].map((value) => h("td", {}, value)));
  const head = h("tr", {}, [text.groups.find(([value]) => value === group)?.[1] ?? "", ...text.columns].map((label) => h("th", { scope: "col" }, label)));
  const table = h("div", { class: "wide", role: "region", "aria-label": text.parts.cost, tabindex: 0 }, h("table", {}, h("thead", {}, head),
    h("tbody", {}, lines.map((/** @type {Line} */ line) => cells(line.name || text.nobody, line))),
    h("tfoot", {}, total.map((/** @type {Line} */ line) => cells(text.total, line)))));
  draw(element, h("section", {}, h("h2", {}, text.parts.cost), h("label", { class: "by" }, text.by, by), total.length ? table : h("p", { class: "hint" }, text.noCost)));
}
