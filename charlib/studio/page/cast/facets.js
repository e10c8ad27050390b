// @ts-check
// What the matches have in common, with counts; each is a term of the query, taken in or out.

import { fill, h } from "../frame/dom.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Facets} Facets */

const FIELDS = /** @type {const} */ ({ states: "state", tags: "tag", looks: "look", projects: "project" });
const FIRST = 8;
const MOST = 200;
/** Kinds that are shown whole. @type {Set<string>} */
const unfolded = new Set();

/**
 * A term of the query language; what is not a plain word is quoted.
 * @param {string} field
 * @param {string} name
 */
export function term(field, name) {
  const isPlain = /^[\p{L}\p{N}_:][\p{L}\p{M}\p{N}_:-]*$/u.test(name);
  return `${field}:${isPlain ? name : `"${name.replaceAll('"', '""')}"`}`;
}

/**
 * Whether a query has a term by itself, and the query with it or without it.
 * @param {string} q
 * @param {string} what
 */
export function toggled(q, what) {
  const padded = ` ${q.trim()} `;
  const has = padded.includes(` ${what} `);
  const next = has ? padded.replace(` ${what} `, " ").trim() : joined(q.trim(), what);
  return { has, next };
}

/**
 * @param {string} q
 * @param {string} what
 */
function joined(q, what) {
  const isEither = /(^|\s)or(\s|$)/i.test(q);
  return [isEither ? `(${q})` : q, what].filter(Boolean).join(" ");
}

/**
 * @param {(q: string) => void} search
 * @param {...HTMLElement} others what is shown below
 */
export function facetList(search, ...others) {
  const element = h("nav", { class: "facets", "aria-label": words.cast.filters }, others);
  return {
    element,
    /**
     * @param {Facets} facets
     * @param {string} q
     */
    show(facets, q) {
      const kinds = /** @type {(keyof typeof FIELDS)[]} */ (Object.keys(FIELDS));
      fill(element, kinds.map((kind) => group(kind, facets, q, search)), others);
    },
  };
}

/**
 * @param {keyof typeof FIELDS} kind
 * @param {Facets} facets
 * @param {string} q
 * @param {(q: string) => void} search
 */
function group(kind, facets, q, search) {
  const counted = facets[kind];
  if (!counted.length || (kind === "projects" && counted.length < 2 && !toggled(q, term("project", counted[0].name)).has)) {
    return null;
  }
  const shown = unfolded.has(kind) ? MOST : FIRST;
  const unfold = () => {
    unfolded.add(kind);
    list.parentElement?.replaceWith(/** @type {Node} */ (group(kind, facets, q, search)));
  };
  const more = counted.length > shown && shown === FIRST && h("button", { type: "button", class: "fold", on: { click: unfold } }, words.more);
  const items = counted.slice(0, shown).map(({ name, count }) => {
    const { has, next } = toggled(q, term(FIELDS[kind], name));
    const choose = { click: () => search(next) };
    const given = { type: "button", "aria-pressed": has, data: { state: kind === "states" ? name : "" }, on: choose };
    return h("li", {}, h("button", given, h("span", {}, name), h("small", {}, words.number(count))));
  });
  const list = h("ul", {}, items);
  return h("section", {}, h("h2", {}, words.cast.facets[kind]), list, more);
}
