// @ts-check
// A table of scenes: pasted or dropped, edited in place, each row with what is wrong with it, what
// it costs, and how many of its takes are filmed.

import { post } from "../frame/api.js";
import { button, fill, h, keyed, latest, options, paused } from "../frame/dom.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {Record<string, string>} Cells */
/** @typedef {{cells: Cells, takes: number, plan: import("./accounts.js").Plan | null, error: import("../frame/types.js").Fault | null}} Row */
/** @typedef {{rows: Row[], plan: import("./accounts.js").Plan | null}} Checked */

const COLUMNS = Object.keys(words.scene.columns);
const ALWAYS = 5; // columns that are always there
const CHECK_ROWS_MS = 300;
const CHECKS = "/api/scenarios/plan";

/**
 * `given` is what goes with each call, `fallback` what rows have that say nothing.
 * @param {{changed: () => void, given: () => Record<string, any>, fallback: () => Cells,
 *   told: (checked: Checked) => void}} tell
 */
export function sceneTable(tell) {
  const head = h("tr");
  const body = h("tbody");
  const table = h("table", {}, h("thead", {}, head), body);
  const column = h("select", { "aria-label": words.scene.column, on: { change: widen } });
  const add = button(words.scene.row, () => (append([{}]), focus(rows.length - 1, "prompt")));
  const note = h("small", { class: "hint" });
  const element = h(
    "div", { class: "scenes", role: "region", tabindex: 0, "aria-label": words.scene.rows }, h("div", { class: "wide" }, table),
    h("p", { class: "hint" }, words.scene.paste), note, h("div", { class: "line" }, add, column),
  );
  /** @type {Cells[]} */
  let rows = [];
  /** @type {Set<string>} */
  let extra = new Set();
  /** @type {(Row | undefined)[]} */
  let told = [];
  const asked = latest();

  const columns = () => COLUMNS.filter((name, at) => at < ALWAYS || extra.has(name) || rows.some((row) => row[name]));
  /** @param {Cells} row */
  const isBlank = (row) => !Object.values(row).some((text) => text.trim());
  /** @param {string} name */
  const title = (name) => words.scene.columns[name];

  function widen() {
    extra.add(column.value);
    show();
  }

  function show() {
    const names = columns();
    element.toggleAttribute("data-empty", !rows.length);
    fill(head, names.map((name) => h("th", { scope: "col" }, title(name))), h("th", { scope: "col" }, h("span", { class: "unseen" }, words.scene.problems)), h("td"));
    fill(column, options([["", words.scene.column], ...COLUMNS.filter((name) => !names.includes(name)).map((name) => [name, title(name)])]));
    const keyOf = new Map(rows.map((row, at) => [row, `${at} ${names}`]));
    keyed(body, rows, (row) => keyOf.get(row) ?? "", (row) => line(row, names), (each, row) => {
      [...each.querySelectorAll("textarea, input")].forEach((/** @type {any} */ cell, at) => {
        const text = row[names[at]] ?? "";
        cell.value === text || (cell.value = text);
      });
    });
    states();
  }

  /**
   * @param {Cells} row
   * @param {string[]} names
   */
  function line(row, names) {
    const at = rows.indexOf(row);
    const cells = names.map((name) => {
      const label = `${title(name)} ${at + 1}`;
      const on = { input: () => write(at, name, input.value) };
      const input = name === "prompt" ? h("textarea", { rows: 2, "aria-label": label, on, dir: "auto" }) : h("input", { "aria-label": label, on, autocomplete: "off" });
      input.dataset.name = name;
      return h("td", { data: { of: name, title: title(name) } }, input);
    });
    const remove = button("×", () => set(rows.filter((_, other) => other !== at)), { class: "quiet", "aria-label": words.scene.unrow(at + 1) });
    return h("tr", {}, cells, h("td", { class: "verdict" }), h("td", {}, remove));
  }

  /** What is known of each row. */
  function states() {
    [...body.children].forEach((each, at) => {
      const row = told[at];
      each.toggleAttribute("data-wrong", Boolean(row?.error || row?.plan?.refused.length));
      const problem = row?.error && h("p", { class: "problem" }, words.sentence(row.error.message), h("small", {}, row.error.hint));
      const left = row?.plan?.count ?? 0;
      const price = row && !row.error ? h("p", {}, words.scene.left(left, row.takes), left ? row.plan?.words : "") : null;
      const refused = (row?.plan?.refused ?? []).map((text) => h("p", { class: "problem" }, words.sentence(text)));
      fill(/** @type {Element} */ (each.querySelector(".verdict")), problem, price, refused);
    });
    note.textContent = rows.some((row) => !isBlank(row) && !row.scene) && !tell.fallback().scene ? words.scene.unlabelled : "";
  }

  /**
   * @param {number} at
   * @param {string} name
   * @param {string} value
   */
  function write(at, name, value) {
    rows[at][name] = value;
    tell.changed();
    check();
  }

  /** @param {Cells[]} next */
  function set(next) {
    rows = next;
    told = [];
    show();
    tell.changed();
    check();
  }

  /** @param {Cells[]} more */
  function append(more) {
    set([...rows.filter((row) => !isBlank(row)), ...more]);
  }

  /**
   * @param {number} at
   * @param {string} name
   */
  const focus = (at, name) => /** @type {HTMLElement | null} */ (body.children[at]?.querySelector(`[data-name="${name}"]`))?.focus();

  /** The rows as the library takes them, without blank ones. */
  const lines = () => rows.filter((row) => !isBlank(row)).map((row) => JSON.stringify({ ...tell.fallback(), prompt: "", ...filled(row) })).join("\n");

  async function checkNow() {
    asked.next();
    const used = rows.flatMap((row, at) => (isBlank(row) ? [] : [at]));
    try {
      /** @type {Checked} */
      const found = used.length ? await post(CHECKS, { text: lines(), kind: "json", ...tell.given() }, asked.signal) : { rows: [], plan: null };
      told = [];
      used.forEach((at, index) => (told[at] = found.rows[index]));
      states();
      tell.told(found);
    } catch (error) {
      failed(error);
    }
  }
  const check = paused(CHECK_ROWS_MS, checkNow);

  /**
   * Read a text or a file as rows, and add them.
   * @param {string} text
   * @param {string} [kind]
   */
  async function take(text, kind = "") {
    try {
      /** @type {Checked} */
      const found = await post(CHECKS, { text, kind, ...tell.given() });
      append(found.rows.map(({ cells }) => cells));
    } catch (error) {
      failed(error);
    }
  }

  element.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const isInCell = event.target !== element;
    if (!isInCell || /^\s*[{[]|^[^\n]*\bprompt\b[^\n]*\n/i.test(text)) {
      event.preventDefault();
      take(text);
    }
  });
  body.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const cell = /** @type {HTMLElement} */ (event.target);
    const at = [...body.children].indexOf(/** @type {Element} */ (cell.closest("tr")));
    if (event.key === "Enter" && !event.isComposing && !event.shiftKey && !event.ctrlKey && !event.metaKey && cell.dataset.name) {
      event.preventDefault();
      at + 1 < rows.length || append([{}]);
      focus(at + 1, cell.dataset.name);
    }
  });

  return {
    element,
    lines,
    take,
    check,
    checkNow,
    /**
     * Show rows; they are changed in place.
     * @param {Cells[]} next
     */
    show(next) {
      rows = next;
      told = [];
      extra = new Set();
      show();
      check();
    },
    rows: () => rows,
    end: () => asked.stop(),
    /** @param {File} file */
    async drop(file) {
      const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
      await take(await file.text(), { csv: "table", tsv: "table", jsonl: "json", ndjson: "json", json: "json" }[ending] ?? "");
    },
  };
}

/** @param {Cells} row */
const filled = (row) => Object.fromEntries(Object.entries(row).filter(([, text]) => text.trim()));
