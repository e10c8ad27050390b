// @ts-check
// Accounts with their budgets and keys, and what everything cost.

import { get, post } from "../frame/api.js";
import { h, options } from "../frame/dom.js";
import { inPlace } from "../frame/inplace.js";
import { changed, failed, toast } from "../frame/toast.js";
import { act, draw, row, section, workWords } from "./part.js";

/** @typedef {import("../frame/types.js").Account} Account */
/** @typedef {{name: string, words: string, films: number, creations: number, unknown: number}} Line */

let costsBy = "month";

/** @type {import("./part.js").Part} */
export async function accounts(element, redraw) {
  const { accounts: known } = await get("/api/accounts");
  draw(element, section(workWords.parts.accounts, known.map((/** @type {Account} */ each) => account(each, redraw)), workWords.noAccounts));
}

/**
 * @param {Account} account
 * @param {() => void} redraw
 */
function account({ name, profile, base_url, key, default: isDefault, budget, left, team, error }, redraw) {
  const at = `/api/accounts/${encodeURIComponent(name)}`;
  const check = async () => toast((await post(`${at}/check`)).sentence);
  /** @param {string} value */
  const save = async (value) => {
    try {
      await post(`${at}/budget`, { budget: value || "none" });
      changed(workWords.didBudget(name));
    } catch (problem) {
      failed(problem);
    }
    redraw();
  };
  const edit = act(left ?? budget ?? workWords.noBudget, `budget ${name}`, () =>
    inPlace(edit, h("input", { value: budget ?? "", "aria-label": workWords.budget, placeholder: workWords.budgetHelp, autocomplete: "off" }), save), "text");
  return row([
    h("b", {}, name), h("small", {}, [profile, isDefault && workWords.isDefault, base_url, workWords.key(key)].filter(Boolean).join(" · ")),
    h("div", { class: "budget" }, h("span", { class: "label" }, workWords.budget), edit), team && h("small", {}, team), error && h("p", { class: "problem" }, error),
  ], act(workWords.check, `check ${name}`, check, ""), { account: name });
}

/** @type {import("./part.js").Part} */
export async function cost(element, redraw) {
  const { lines, total } = await get("/api/cost", { by: costsBy });
  const by = /** @type {HTMLSelectElement} */ (h("select", { data: { field: "by" }, on: { change: () => ((costsBy = by.value), redraw()) } },
    options(workWords.groups)));
  by.value = costsBy;
  /** @param {string} name @param {Line} line */
  const cells = (name, line) => h("tr", {}, h("th", { scope: "row" }, name), [line.words, line.films, line.creations, line.unknown].map((value) => h("td", {}, value)));
  const head = h("tr", {}, [workWords.groups.find(([value]) => value === costsBy)?.[1] ?? "", ...workWords.columns].map((label) => h("th", { scope: "col" }, label)));
  const table = h("div", { class: "wide", role: "region", "aria-label": workWords.parts.cost, tabindex: 0 }, h("table", {}, h("thead", {}, head),
    h("tbody", {}, lines.map((/** @type {Line} */ line) => cells(line.name || workWords.nobody, line))),
    h("tfoot", {}, total.map((/** @type {Line} */ line) => cells(workWords.total, line)))));
  draw(element, h("section", {}, h("h2", {}, workWords.parts.cost), h("label", { class: "by" }, workWords.by, by), total.length ? table : h("p", { class: "hint" }, workWords.noCost)));
}
