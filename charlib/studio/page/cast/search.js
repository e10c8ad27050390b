// @ts-check
// The query box: completions while typing, the caret under mistakes, and what was probably meant.

import { get, isAborted } from "../frame/api.js";
import { fill, h, paused } from "../frame/dom.js";
import { words } from "../words.js";

const PAUSE_MS = 60;
const MOST = 9;

/**
 * @param {string} first the query to begin with
 * @param {(q: string) => void} search
 * @param {{search: string, hint: string}} [text]
 * @param {string} [completes] where completions come from; none without it
 */
export function searchBox(first, search, text = words.cast, completes = "/api/complete") {
  /** @type {HTMLInputElement} */
  const input = h("input", {
    id: "query", type: "search", role: "combobox", autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", placeholder: text.hint, "aria-label": text.search,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "completions", value: first,
  });
  /** @type {HTMLElement} */
  const list = h("ul", { id: "completions", role: "listbox", class: "completions", hidden: true, "aria-label": words.cast.suggestions });
  const caret = h("pre", { class: "caret", "aria-hidden": "true" });
  const told = h("p", { id: "told", role: "status" });
  const trouble = h("div", { class: "trouble", hidden: true }, caret, told);
  const element = h("div", { class: "search" }, input, list, trouble);
  let asked = new AbortController();
  let chosen = -1;
  /** @type {string[]} */
  let offered = [];

  function shut() {
    asked.abort();
    chosen = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  const complete = paused(PAUSE_MS, async () => {
    asked.abort();
    asked = new AbortController();
    const end = input.selectionStart ?? input.value.length;
    const [before, after] = [input.value.slice(0, end), input.value.slice(end)];
    try {
      const { queries } = before && completes ? await get(completes, { q: before }, asked.signal) : { queries: [] };
      offered = queries.slice(0, MOST).map((/** @type {string} */ q) => q + after);
      offered = offered.filter((q) => q !== input.value);
      show(before);
    } catch (error) {
      shut();
      if (!isAborted(error)) {
        told.textContent = "";
      }
    }
  });

  /** @param {string} before what was typed, of which only the last term is new */
  function show(before) {
    const same = before.lastIndexOf(" ") + 1;
    const items = offered.map((query, index) =>
      h("li", { id: `completion-${index}`, role: "option", "aria-selected": "false", data: { index } }, query.slice(same)),
    );
    fill(list, items);
    chosen = -1;
    list.hidden = items.length === 0 || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  /** @param {number} index */
  function choose(index) {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", `completion-${chosen}`);
  }

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
    search(input.value);
    complete();
  });
  input.addEventListener("blur", shut);
  input.addEventListener("scroll", () => (caret.scrollLeft = input.scrollLeft));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      choose((chosen + step + offered.length + (chosen < 0 && step < 0 ? 1 : 0)) % offered.length);
    } else if ((event.key === "Tab" && !event.shiftKey || event.key === "Enter") && !list.hidden && (chosen >= 0 || event.key === "Tab")) {
      take(Math.max(0, chosen));
    } else if (event.key === "Escape" && !list.hidden) {
      shut();
    } else if (event.key === "Escape" && input.value) {
      set("");
    } else if ((event.key === "Enter" || event.key === "ArrowDown") && list.hidden) {
      element.dispatchEvent(new CustomEvent("leave", { bubbles: true }));
    } else {
      return;
    }
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = /** @type {HTMLElement} */ (event.target).closest("li");
    if (item) {
      take(Number(item.dataset.index));
    }
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
    /** @param {import("../frame/api.js").Failed} mistake */
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
        fill(told, h("button", { type: "button", class: "link", on: { click: fix } }, words.cast.meant(field, name, meant)));
        trouble.hidden = false;
      }
    },
  };
}
