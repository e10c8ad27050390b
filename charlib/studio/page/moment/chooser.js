// @ts-check
// Which film: of the folders, a recorded source, a URL, or one that is dropped on the page.

import { Failed, get, post, put } from "../frame/api.js";
import { fill, h } from "../frame/dom.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";
import { clock } from "./times.js";

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
 * @param {boolean} isReading
 * @returns {Promise<Source | null>}
 */
export async function newest(isReading) {
  const [[, files], [, sources]] = await choices();
  const first = isReading ? sources[0] : files[0] ?? sources[0];
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
  const dialog = h("dialog", { class: "ask", "aria-label": words.moment.choose }, form);
  /** @type {[string, Choice[]][]} */
  let all = [];

  /** @param {() => Promise<Source>} open */
  async function take(open) {
    fill(problem);
    try {
      chosen(await open());
      dialog.close();
    } catch (error) {
      const { message, hint } = /** @type {Failed} */ (error);
      fill(problem, words.sentence(message), " ", hint);
    }
  }

  function show() {
    const text = input.value.trim().toLowerCase();
    const found = isUrl(text) ? [[words.moment.url, [{ name: input.value.trim(), about: "", open: () => post("/api/sources", { url: input.value.trim() }) }]]] : all;
    fill(list, /** @type {[string, Choice[]][]} */ (found).map(([title, items]) => {
      const fit = items.filter(({ name }) => isUrl(text) || name.toLowerCase().includes(text));
      return fit.length > 0 && h("section", {}, h("h3", {}, title), fit.map(({ name, about, open }) => h("button", { type: "button", class: "quiet", on: { click: () => take(open) } }, h("span", {}, name), h("small", {}, about))));
    }));
    list.firstChild || fill(list, h("p", { class: "hint" }, words.moment.noFilm));
  }

  input.addEventListener("input", show);
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    list.querySelector("button")?.click();
  });
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) {
      event.preventDefault();
      const stops = [input, ...list.querySelectorAll("button")];
      stops.at((stops.indexOf(/** @type {any} */ (document.activeElement)) + way) % stops.length)?.focus();
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  all = await choices().catch((error) => (failed(error), []));
  show();
}

/**
 * Take films that are dropped on the page; returns what ends it.
 * @param {HTMLElement} over
 * @param {(source: Source) => void} chosen
 */
export function dropping(over, chosen) {
  const told = h("p", { class: "drop", hidden: true }, words.moment.drop);
  over.append(told);
  const show = (/** @type {boolean} */ is, text = words.moment.drop) => ([told.hidden, told.textContent] = [!is, text]);
  /** @param {DragEvent} event */
  const drag = (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      show(event.type === "dragover");
    }
  };
  /** @param {DragEvent} event */
  const drop = async (event) => {
    const file = event.dataTransfer?.files[0];
    if (file) {
      event.preventDefault();
      show(true, words.moment.taking(file.name));
      await put("/api/sources", [file]).then(chosen, failed);
      show(false);
    }
  };
  const listeners = /** @type {[string, any][]} */ ([["dragover", drag], ["dragleave", drag], ["drop", drop]]);
  listeners.forEach(([name, run]) => document.addEventListener(name, run));
  return () => listeners.forEach(([name, run]) => document.removeEventListener(name, run));
}
