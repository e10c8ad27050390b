// @ts-check
// Saved searches: a term of the query each, like a facet; the query that is shown can be saved.

import { get, post } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { button, fill, h } from "../frame/dom.js";
import { toggled } from "./facets.js";
import { term } from "../frame/search.js";
import { mayChange } from "../frame/rules.js";
import { failed, toast } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {{name: string, query: string}} Saved */

/** @param {(q: string) => void} search */
export function savedSearches(search) {
  const element = h("section", { class: "saved" });
  /** @type {Saved[]} */
  let known = [];
  let q = "";

  function show() {
    const save = mayChange && q.trim() && button(words.saved.save, ask_, { class: "fold" });
    element.hidden = !known.length && !save;
    fill(element, h("h2", {}, words.saved.title), h("ul", {}, known.map(row)), save);
  }

  /** @param {Saved} saved */
  function row({ name, query }) {
    const { has, next } = toggled(q, term("saved", name));
    return h("li", {}, button(h("span", {}, name), () => search(next), { "aria-pressed": has, title: query }),
      mayChange && button("×", () => call("/api/searches/remove", { name }), { class: "quiet", "aria-label": words.saved.remove(name) }));
  }

  function ask_() {
    const name = h("input", { name: "name", required: true, autocomplete: "off", autofocus: true });
    ask(words.saved.save, [labelled(words.saved.name, name), h("p", {}, h("code", {}, q))], words.save, async (_, given) => {
      take(await post("/api/searches", { name: given.name, q }));
      toast(words.saved.done(given.name));
    });
  }

  /** @param {{searches: Saved[]}} answer */
  function take({ searches }) {
    known = searches;
    show();
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} values
   */
  const call = (path, values) => post(path, values).then(take, failed);

  return {
    element,
    /** @param {string} next */
    show(next) {
      q = next;
      show();
    },
    /** Load them again. */
    load: () => get("/api/searches").then(take, failed),
  };
}
