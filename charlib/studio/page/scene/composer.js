// @ts-check
// The prompt: a text field over a twin of the same text, which carries the marks and tells where a
// character stands; and the list that opens after an @. What may be a mention is the library's to
// say: the page only asks where an @ is near.

import { get, isAborted } from "../frame/api.js";
import { fill, h, latest } from "../frame/dom.js";
import { listbox } from "../frame/listbox.js";
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
  let isOurs = false;

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
      isOurs = true;
      area.focus();
      area.setSelectionRange(start, end);
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, start, end, "end");
        area.dispatchEvent(new Event("input"));
      }
      isOurs = false;
    },
    /** Whether the page itself is writing. */
    isOurs: () => isOurs,
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

/** @typedef {{text: string, project: string, handle: string, name: string, look: string, episodes: string, looks: number, picture: string | null}} Offer */

const NEAR = /[@\uff20\ufe6b](?:[^\s@\uff20\ufe6b]{0,100}|[[{][^\]}\n]{0,100})$/;
const ASKED = 300;
const EDGE = 8;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * @param {ReturnType<typeof composer>} text
 * @param {() => string} project
 * @param {() => void} settled is called when the list is closed
 */
export function mentionList(text, project, settled) {
  const { area } = text;
  const list = listbox(area, { id: "mentions", name: "mention", label: words.scene.mentions }, take);
  const { element } = list;
  /** @type {Offer[]} */
  let offers = [];
  let [start, end, refused, spaced] = [0, 0, -1, -1];
  const asked = latest();

  function shut() {
    asked.stop();
    element.hidden || queueMicrotask(settled);
    list.shut();
  }

  async function ask() {
    asked.stop();
    const at = area.selectionStart;
    const before = area.value.slice(0, at);
    const mark = before.search(NEAR);
    if (mark < 0 || at !== area.selectionEnd || mark === refused) {
      return shut();
    }
    asked.next();
    try {
      const found = await get("/api/mentions", { text: before.slice(-ASKED), project: project() }, asked.signal);
      offers = found.offers;
      if (found.typed === null || !offers.length || document.activeElement !== area) {
        return shut();
      }
      [start, end] = [at - found.typed.length, at];
      list.show(offers.map(item), 0);
      place();
    } catch (error) {
      isAborted(error) || shut();
    }
  }

  function place() {
    if (element.hidden) {
      return;
    }
    const { left, top, bottom } = text.spot(start - 1);
    const { offsetWidth, offsetHeight } = element;
    const height = window.visualViewport?.height ?? innerHeight;
    const isBelow = bottom + offsetHeight + EDGE < height || top < offsetHeight + EDGE;
    element.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - offsetWidth - EDGE))}px`;
    element.style.top = `${isBelow ? bottom + 4 : top - offsetHeight - 4}px`;
  }

  /** @param {number} index */
  function take(index) {
    const { text: name, handle } = offers[index];
    const at = area.selectionStart;
    if (at > end && !/\s/.test(area.value.slice(end, at))) {
      end = at; // what was typed since the list was made belongs to the mention
    }
    const after = area.value.slice(end);
    const rest = after.toLowerCase();
    const typed = area.value.slice(start, end).length;
    const more = name.slice(typed);
    const same = more && rest.startsWith(more) && !/^[\p{L}\p{N}_]/u.test(rest.slice(more.length)) ? more.length : 0;
    const isSpaced = handle && !UNSPACED.test(name) && !UNSPACED.test(area.value[start - 2] ?? "") && /^($|[\p{L}\p{N}@])/u.test(after.slice(same));
    shut();
    text.replace(start, end + same, isSpaced ? `${name} ` : name);
    spaced = isSpaced ? area.selectionStart : -1;
    handle || ask();
  }

  /** A sign that belongs to the word before it takes the place of the space that was put there. */
  area.addEventListener("beforeinput", (event) => {
    const at = area.selectionStart;
    if (at === spaced && event.inputType === "insertText" && /^[ .,;:!?)\]}'’…+]$/.test(event.data ?? "")) {
      event.preventDefault();
      spaced = -1;
      text.replace(at - 1, at, event.data ?? "");
    } else if (event.inputType !== "insertText" || at !== spaced) {
      spaced = -1;
    }
  });
  area.addEventListener("input", (event) => {
    if (text.isOurs()) {
      shut();
    } else if (!(/** @type {InputEvent} */ (event).isComposing)) {
      refused = refused < area.selectionStart ? refused : -1;
      ask();
    }
  });
  area.addEventListener("compositionend", ask);
  area.addEventListener("click", () => (refused = -1, ask()));
  area.addEventListener("blur", shut);
  area.addEventListener("keydown", (event) => {
    const isRefused = event.key === "Escape" && !element.hidden;
    if (list.pressed(event)) {
      isRefused && ((refused = start - 1), asked.stop(), queueMicrotask(settled));
    } else if (/^(Arrow|Home|End|Page)/.test(event.key)) {
      shut();
    }
  });
  window.addEventListener("scroll", place, true);
  window.addEventListener("resize", place);
  return {
    element,
    end() {
      shut();
      window.removeEventListener("scroll", place, true);
      window.removeEventListener("resize", place);
    },
  };
}

/** @param {Offer} offer */
function item(offer) {
  const { text, handle, name, look, episodes, looks } = offer;
  const also = !look && handle && !text.endsWith(handle) ? words.scene.also(handle) : "";
  const about = look ? episodes && words.scene.inEpisodes(episodes) : handle ? [also, name].filter(Boolean).join(" · ") : words.scene.aProject;
  return [face(offer), h("span", {}, h("b", {}, `@${text}`), h("small", {}, about)), h("small", {}, words.scene.looks(looks))];
}

/**
 * The face of a character, or the first letter of its handle until it has one.
 * @param {{picture: string | null, handle: string, project: string}} who
 */
export function face({ picture, handle, project }) {
  const letter = h("span", { class: "face", "aria-hidden": "true" }, [...(handle || project)][0]);
  if (picture) {
    const image = h("img", { src: picture, alt: "", on: { error: () => image.remove() } });
    letter.append(image);
  }
  return letter;
}
