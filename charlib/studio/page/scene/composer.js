// @ts-check
// The prompt: a text field over a twin of the same text, which carries the marks and tells where a
// character stands.

import { fill, h } from "../frame/dom.js";
import { words } from "../words.js";

/** @typedef {{start: number, end: number, kind: string}} Mark */

/**
 * A place that counts characters, as one that counts the units of a string.
 * @param {string} text
 * @param {number} place
 */
export const unit = (text, place) => [...text].slice(0, place).join("").length;

/** @param {(text: string) => void} changed */
export function composer(changed) {
  const twin = h("div", { class: "twin", "aria-hidden": "true" });
  /** @type {HTMLTextAreaElement} */
  const area = h("textarea", {
    id: "prompt", role: "combobox", rows: 1, autocapitalize: "sentences", placeholder: words.scene.hint,
    "aria-label": words.scene.prompt, "aria-autocomplete": "list", "aria-haspopup": "listbox",
    "aria-expanded": "false", "aria-controls": "mentions", "aria-describedby": "problems",
  });
  const element = h("div", { class: "composer" }, twin, area);
  /** @type {Mark[]} */
  let marks = [];
  let before = "";

  function paint() {
    const text = area.value;
    const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
    const parts = cuts.slice(1).map((end, index) => {
      const part = text.slice(cuts[index], end);
      const kinds = marks.filter((mark) => mark.start <= cuts[index] && mark.end >= end).map(({ kind }) => kind);
      return kinds.length ? h("span", { class: kinds.join(" ") }, part) : part;
    });
    fill(twin, parts, "\u200b"); // an empty last line has its height too
  }

  /** Marks move with the text until it is checked again; the one that is edited goes. */
  function move() {
    const text = area.value;
    let [head, tail] = [0, 0];
    const most = Math.min(before.length, text.length);
    while (head < most && before[head] === text[head]) {
      head += 1;
    }
    while (tail < most - head && before.at(-1 - tail) === text.at(-1 - tail)) {
      tail += 1;
    }
    const by = text.length - before.length;
    marks = marks.flatMap((mark) =>
      mark.end <= head ? [mark] : mark.start >= before.length - tail ? [{ ...mark, start: mark.start + by, end: mark.end + by }] : [],
    );
    before = text;
    paint();
  }

  area.addEventListener("input", () => {
    move();
    changed(area.value);
  });

  return {
    element,
    area,
    /** @param {string} text */
    show(text) {
      if (area.value !== text) {
        area.value = text;
      }
      move();
    },
    /** @param {Mark[]} next */
    mark(next) {
      marks = next.filter(({ start, end }) => start < end);
      paint();
    },
    /**
     * Write a text in place of another one, so that Ctrl+Z takes it back.
     * @param {number} start
     * @param {number} end
     * @param {string} text
     */
    replace(start, end, text) {
      area.focus();
      area.setSelectionRange(start, end);
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, start, end, "end");
        area.dispatchEvent(new Event("input"));
      }
    },
    /**
     * Where a character is in the window.
     * @param {number} place
     */
    spot(place) {
      const walk = document.createTreeWalker(twin, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const { length } = /** @type {Text} */ (node);
        if (place < length) {
          range.setStart(node, place);
          range.setEnd(node, place + 1);
          break;
        }
        place -= length;
      }
      return range.getBoundingClientRect();
    },
  };
}
