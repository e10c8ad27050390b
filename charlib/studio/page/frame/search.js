// @ts-check
// The query box: completions while typing, the caret under mistakes, and what was probably meant;
// and the searches that are saved.

import { get, isAborted, post } from "./api.js";
import { ask, labelled } from "./ask.js";
import { button, fill, h, latest, paused } from "./dom.js";
import { listbox } from "./listbox.js";
import { mayChange } from "./rules.js";
import { failed, toast } from "./toast.js";
import { words } from "../words.js";

const COMPLETE_MS = 60;
const MOST_COMPLETIONS = 9;

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
 * What a query means while it is typed: its last word is not finished, and matches beginnings.
 * @param {string} q
 */
export function halfTyped(q) {
  const [, word] = /(?:^|[\s(])([\p{L}\p{M}\p{N}_]+)$/u.exec(q) ?? [];
  const isOpen = q.split('"').length % 2 === 0;
  return word && !isOpen && !/^(or|and|not)$/i.test(word) ? `${q}*` : q;
}

/**
 * Completions as they are offered: names before fields, and room for both.
 * @param {string[]} queries
 */
function mixedOffers(queries) {
  const fields = queries.filter((q) => q.endsWith(":"));
  const names = queries.filter((q) => !q.endsWith(":"));
  return [...names.slice(0, Math.max(MOST_COMPLETIONS - fields.length, MOST_COMPLETIONS / 3)), ...fields].slice(0, MOST_COMPLETIONS);
}

/**
 * @param {string} first the query to begin with
 * @param {(q: string) => void} found called with each other query
 * @param {{search: string, hint: string}} [text]
 * @param {string} [completes] where completions come from
 */
export function searchBox(first, found, text = words.cast, completes = "/api/complete") {
  const input = h("input", {
    id: "query", type: "search", role: "combobox", autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", placeholder: text.hint, "aria-label": text.search,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "completions", value: first,
  });
  const list = listbox(input, { id: "completions", name: "completion", label: words.cast.suggestions }, take);
  const caret = h("pre", { class: "caret", "aria-hidden": "true" });
  const told = h("p", { id: "told", role: "status" });
  const trouble = h("div", { class: "trouble", hidden: true }, caret, told);
  const element = h("div", { class: "search" }, input, list.element, trouble);
  const asked = latest();
  /** @type {string[]} */
  let offered = [];
  let now = first;

  /** @param {string} q */
  function search(q) {
    now = q;
    found(q);
  }

  function shut() {
    asked.stop();
    list.shut();
  }

  const complete = paused(COMPLETE_MS, async () => {
    asked.next();
    const end = input.selectionStart ?? input.value.length;
    const [before, after] = [input.value.slice(0, end), input.value.slice(end)];
    try {
      const { queries } = before ? await get(completes, { q: before }, asked.signal) : { queries: [] };
      offered = mixedOffers(queries).map((/** @type {string} */ q) => q + after);
      offered = offered.filter((q) => q !== input.value);
      const same = before.lastIndexOf(" ") + 1; // only the last term is new
      list.show(offered.map((query) => query.slice(same)));
    } catch (error) {
      isAborted(error) || shut();
    }
  });

  /** @param {number} index */
  function take(index) {
    input.value = offered[index];
    shut();
    search(input.value);
    if (input.value.endsWith(":")) {
      complete();
    }
  }

  input.addEventListener("input", () => {
    search(halfTyped(input.value));
    complete();
  });
  input.addEventListener("blur", shut);
  input.addEventListener("scroll", () => (caret.scrollLeft = input.scrollLeft));
  input.addEventListener("keydown", (event) => {
    if (list.pressed(event) || event.isComposing) {
      return;
    }
    if (event.key === "Escape" && input.value) {
      set("");
    } else if (event.key === "Enter" || (event.key === "ArrowDown" && list.element.hidden)) {
      shut();
      element.dispatchEvent(new CustomEvent("leave", { bubbles: true }));
    } else {
      return;
    }
    event.preventDefault();
  });

  /** @param {string} q */
  function set(q) {
    input.value = q;
    shut();
    search(q);
  }

  return {
    element,
    input,
    set,
    /** The query that is meant, before anybody has looked for it. */
    now: () => now,
    /** @param {import("./api.js").Failed} mistake */
    wrong(mistake) {
      const marks = mistake.picture.split("\n").at(-1) ?? "";
      caret.textContent = marks;
      fill(told, words.sentence(mistake.message), " ", h("span", { class: "hint" }, mistake.hint));
      trouble.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", "told");
    },
    right() {
      trouble.hidden = true;
      fill(told);
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    },
    /**
     * Offer what was probably meant by names that do not exist.
     * @param {{field: string, name: string, meant: string}[]} names
     */
    unknown(names) {
      const first = names.find(({ meant }) => meant);
      if (first) {
        const { field, name, meant } = first;
        const fix = () => set(input.value.replace(name, meant));
        fill(caret);
        fill(told, button(words.cast.meant(field, name, meant), fix, { class: "link" }));
        trouble.hidden = false;
      }
    },
  };
}

/** @typedef {{name: string, query: string}} Saved */

/**
 * Saved searches: a term of the query each, like a filter; the query that is shown can be saved.
 * @param {ReturnType<typeof searchBox>} box
 * @param {string} [at] where they are kept
 */
export function savedSearches(box, at = "/api/searches") {
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
    const what = term("saved", name);
    return h("li", {}, button(h("span", {}, name), () => box.set(toggled(box.now(), what).next), { "aria-pressed": toggled(q, what).has, title: query }),
      mayChange && button("×", () => call(`${at}/remove`, { name }), { class: "quiet", "aria-label": words.saved.remove(name) }));
  }

  function ask_() {
    const name = h("input", { name: "name", required: true, autocomplete: "off", autofocus: true });
    ask(words.saved.save, [labelled(words.saved.name, name), h("p", {}, h("code", {}, q))], words.save, async (_, given) => {
      take(await post(at, { name: given.name, q: q.trim() }));
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
    load: () => get(at).then(take, failed),
  };
}
