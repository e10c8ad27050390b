// @ts-check
// The journal: who changed what, and the way back, one step or several.

import { get, post, undo } from "../frame/api.js";
import { ask } from "../frame/ask.js";
import { h } from "../frame/dom.js";
import { toast } from "../frame/toast.js";
import { act, draw, row, section, when } from "./part.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Entry} Entry */

const PAGE = 100;
const MOST = 1000;
let shown = PAGE;
const text = words.work;

/** @type {import("./part.js").Part} */
export async function history(element, redraw) {
  /** @type {[{entries: Entry[]}, {entries: Entry[]}]} */
  const [{ entries }, { entries: back }] = await Promise.all([get("/api/history", { limit: shown }), get("/api/undoable", { count: PAGE })]);

  /** @param {Entry[]} steps the last change first; the first that is refused ends it */
  async function takeBack(steps) {
    try {
      for (const { id } of steps) {
        const entry = await undo(id);
        entry && toast(words.undo.done(entry), undefined, { hint: entry.stays });
      }
    } finally {
      redraw();
    }
  }

  /** @param {Entry} entry */
  function way(entry) {
    const at = back.findIndex(({ id }) => id === entry.id);
    if (at < 0 || !entry.undoable) {
      return [];
    }
    if (at === 0) {
      return act(text.undo, "undo", () => takeBack(back.slice(0, 1)));
    }
    const steps = back.slice(0, at + 1);
    const list = () => h("ul", { class: "steps" }, steps.map(({ changed }) => h("li", {}, changed)));
    const several = () => ask(text.undoTitle(steps.length), list(), text.undo, () => takeBack(steps));
    return act(text.undoTo, `undo ${entry.id}`, several, "quiet changes");
  }

  const redo = async () => {
    toast(words.undo.again(await post("/api/redo")));
    redraw();
  };
  const isUndone = entries.some(({ state }) => state === "undone");
  const rows = entries.map((entry) => row([
    h("b", {}, entry.changed), h("code", {}, entry.command),
    h("small", {}, when(entry.at), entry.state === "undone" ? ` · ${text.undone}` : entry.undoable ? "" : ` · ${text.stays}`),
  ], way(entry), { state: entry.state, entry: String(entry.id) }));
  const more = () => {
    shown = Math.min(MOST, shown + PAGE);
    redraw();
  };
  draw(element, section(text.parts.history, rows, text.noHistory, isUndone ? act(text.redo, "redo", redo) : []),
    entries.length === shown && shown < MOST && act(words.more, "more", more, ""));
}
