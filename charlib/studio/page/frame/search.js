// @ts-check
// The query box: completions while typing, the caret under mistakes, and what was probably meant.

import { get, isAborted } from "./api.js";
import { button, fill, h, latest, paused } from "./dom.js";
import { listbox } from "./listbox.js";
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
function mixed(queries) {
  const fields = queries.filter((q) => q.endsWith(":"));
  const names = queries.filter((q) => !q.endsWith(":"));
  return [...names.slice(0, Math.max(MOST_COMPLETIONS - fields.length, MOST_COMPLETIONS / 3)), ...fields].slice(0, MOST_COMPLETIONS);
}

/**
 * @param {string} first the query to begin with
 * @param {(q: string) => void} search
 * @param {{search: string, hint: string}} [text]
 * @param {string} [completes] where completions come from
 */
export function searchBox(first, search, text = words.cast, completes = "/api/complete") {
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
      offered = mixed(queries).map((/** @type {string} */ q) => q + after);
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
