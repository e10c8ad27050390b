// @ts-check
// Which film: of the folders, a recorded source, a URL, or one that is dropped on the page.

import { get, post, put } from "../frame/api.js";
import { reason } from "../frame/ask.js";
import { button, dialog, fill, h } from "../frame/dom.js";
import { onDrop } from "../frame/drop.js";
import { mayChange } from "../frame/rules.js";
import { failed, toast } from "../frame/toast.js";
import { words } from "../words.js";
import { clock } from "../frame/times.js";

/** @typedef {{id: number, kind: string, name: string, task: number | null, duration: number | null, width: number | null, height: number | null, film: string | null, created_at: string}} Source */
/** @typedef {{name: string, about: string, open: () => Promise<Source>}} Choice */

const isUrl = (/** @type {string} */ text) => text.includes("://");

/** @param {Source} source */
export const nameOf = ({ name, task }) => (task === null ? name : words.moment.take(task));

/** The films that can be chosen, by where they are. @returns {Promise<[string, Choice[]][]>} */
async function choices() {
  const [{ files }, { sources }] = await Promise.all([get("/api/files"), get("/api/sources", { limit: 1000 })]);
  const shown = sources.filter((/** @type {Source} */ each) => each.duration !== 0);
  const known = (/** @type {boolean} */ isTake) => shown.filter((/** @type {Source} */ each) => (each.task !== null) === isTake).map((/** @type {Source} */ each) => ({
    name: nameOf(each), about: [each.duration && clock(each.duration, 0), each.film ? "" : words.moment.elsewhere].filter(Boolean).join(" · "), open: async () => each,
  }));
  const offered = files.map((/** @type {any} */ { id, name, folder }) => ({ name, about: folder, open: () => post("/api/sources", { file: id }) }));
  return [[words.moment.files, offered], [words.moment.sources, known(false)], [words.moment.takes, known(true)]];
}

/**
 * The film to begin with: the newest of the folders, which has to be recorded, else of the sources.
 * @returns {Promise<Source | null>}
 */
export async function newest() {
  const [[, files], [, sources]] = await choices();
  const first = mayChange ? files[0] ?? sources[0] : sources[0];
  return first ? first.open() : null;
}

/**
 * Ask for a film: what is typed narrows the list, or is a URL.
 * @param {(source: Source) => void} chosen
 */
export async function choose(chosen) {
  /** @type {HTMLInputElement} */
  const input = h("input", { type: "search", autofocus: true, autocomplete: "off", "aria-label": words.moment.find, placeholder: words.moment.find });
  const list = h("div", { class: "choices" });
  const problem = h("p", { class: "problem", role: "alert" });
  const form = h("form", {}, h("h2", {}, words.moment.choose), input, problem, list, h("p", { class: "hint" }, words.moment.dropHint));
  /** @type {[string, Choice[]][]} */
  let all = [];

  /** @param {() => Promise<Source>} open */
  async function take(open) {
    fill(problem);
    try {
      chosen(await open());
      shown.close();
    } catch (error) {
      fill(problem, reason(error));
    }
  }

  function show() {
    const text = input.value.trim().toLowerCase();
    const found = isUrl(text) ? [[words.moment.url, [{ name: input.value.trim(), about: "", open: () => post("/api/sources", { url: input.value.trim() }) }]]] : all;
    fill(list, /** @type {[string, Choice[]][]} */ (found).map(([title, items]) => {
      const fit = items.filter(({ name }) => isUrl(text) || name.toLowerCase().includes(text));
      return fit.length > 0 && h("section", {}, h("h3", {}, title), fit.map(({ name, about, open }) => button([h("span", {}, name), h("small", {}, about)], () => take(open), { class: "quiet" })));
    }));
    list.firstChild || fill(list, h("p", { class: "hint" }, words.moment.noFilm));
  }

  input.addEventListener("input", show);
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    list.querySelector("button")?.click();
  });
  form.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) {
      event.preventDefault();
      const stops = [input, ...list.querySelectorAll("button")];
      stops.at((stops.indexOf(/** @type {any} */ (document.activeElement)) + way) % stops.length)?.focus();
    }
  });
  const shown = dialog("ask", words.moment.choose, form);
  all = await choices().catch((error) => (failed(error), []));
  show();
}

/**
 * Take a film that is dropped on the page; returns what ends it.
 * @param {HTMLElement} over
 * @param {(source: Source) => void} chosen
 */
export const dropping = (over, chosen) =>
  onDrop(over, words.moment.drop, async ([film]) => {
    toast(words.moment.taking(film.name));
    chosen(await put("/api/sources", [film]));
  });
