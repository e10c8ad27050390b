// @ts-check
// What the matches have in common, with counts; each is a term of the query, taken in or out.

import { button, fill, h } from "../frame/dom.js";
import { term, toggled } from "../frame/search.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Facets} Facets */

const FIELDS = /** @type {const} */ ({ states: "state", tags: "tag", looks: "look", projects: "project" });
const FOLDED = 8;
const UNFOLDED = 200;
/** Kinds that are shown whole. @type {Set<string>} */
const unfolded = new Set();

/**
 * Counts come a moment after the matches: a filter changes the query as it is `now`.
 * @param {() => string} now
 * @param {(q: string) => void} search
 * @param {...HTMLElement} others what is shown below
 */
export function facetList(now, search, ...others) {
  /** @param {string} what */
  const toggle = (what) => search(toggled(now(), what).next);
  const element = h("nav", { class: "facets", "aria-label": words.cast.filters }, others);
  return {
    element,
    /**
     * @param {Facets} facets
     * @param {string} q
     */
    show(facets, q) {
      const kinds = /** @type {(keyof typeof FIELDS)[]} */ (Object.keys(FIELDS));
      fill(element, kinds.map((kind) => facetGroup(kind, facets, q, toggle)), others);
    },
  };
}

/**
 * @param {keyof typeof FIELDS} kind
 * @param {Facets} facets
 * @param {string} q
 * @param {(term: string) => void} toggle
 */
function facetGroup(kind, facets, q, toggle) {
  const counted = facets[kind];
  if (!counted.length || (kind === "projects" && counted.length < 2 && !toggled(q, term("project", counted[0].name)).has)) {
    return null;
  }
  const shown = unfolded.has(kind) ? UNFOLDED : FOLDED;
  const unfold = () => {
    unfolded.add(kind);
    list.parentElement?.replaceWith(/** @type {Node} */ (facetGroup(kind, facets, q, toggle)));
  };
  const more = counted.length > shown && shown === FOLDED && button(words.more, unfold, { class: "fold" });
  const items = counted.slice(0, shown).map(({ name, count }) => {
    const what = term(FIELDS[kind], name);
    const label = [h("span", {}, name), h("small", {}, words.number(count))];
    return h("li", {}, button(label, () => toggle(what), { "aria-pressed": toggled(q, what).has, data: { state: kind === "states" ? name : "" } }));
  });
  const list = h("ul", {}, items);
  return h("section", {}, h("h2", {}, words.cast.facets[kind]), list, more);
}
