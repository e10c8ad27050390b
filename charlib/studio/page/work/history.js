// @ts-check
// The journal: who changed what, and the way back, one step or several.

import { get, post, undo } from "../frame/api.js";
import { ask } from "../frame/ask.js";
import { h } from "../frame/dom.js";
import { toast } from "../frame/toast.js";
import { act, draw, row, section, workWords, timeOf } from "./part.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Entry} Entry */

const ENTRIES_AT_ONCE = 100;
const MOST_ENTRIES_SHOWN = 1000;
let entriesShown = ENTRIES_AT_ONCE;

/** @type {import("./part.js").Part} */
export async function historyPart(element, redraw) {
  /** @type {[{entries: Entry[]}, {entries: Entry[]}]} */
  const [{ entries }, { entries: last }] = await Promise.all([get("/api/history", { limit: entriesShown }), get("/api/undoable", { count: ENTRIES_AT_ONCE })]);

  const back = last.filter(({ undoable }) => undoable); // a film has nothing to take back, and is in nobody's way

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
    if (at < 0) {
      return [];
    }
    if (at === 0) {
      return act(workWords.undo, "undo", () => takeBack(back.slice(0, 1)));
    }
    const steps = back.slice(0, at + 1);
    const list = () => h("ul", { class: "steps" }, steps.map(({ changed }) => h("li", {}, changed)));
    const several = () => ask(workWords.undoTitle(steps.length), list(), workWords.undo, () => takeBack(steps));
    return act(workWords.undoTo, `undo ${entry.id}`, several, "quiet changes");
  }

  const redo = async () => {
    toast(words.undo.again(await post("/api/redo")));
    redraw();
  };
  const isUndone = entries.some(({ state }) => state === "undone");
  const rows = entries.map((entry) => row([
    h("b", {}, entry.changed), h("code", {}, entry.command),
    h("small", {}, timeOf(entry.at), entry.state === "undone" ? ` · ${workWords.undone}` : entry.undoable ? "" : ` · ${workWords.stays}`),
  ], way(entry), { state: entry.state, entry: String(entry.id) }));
  const more = () => {
    entriesShown = Math.min(MOST_ENTRIES_SHOWN, entriesShown + ENTRIES_AT_ONCE);
    redraw();
  };
  draw(element, section(workWords.parts.history, rows, workWords.noHistory, isUndone ? act(workWords.redo, "redo", redo) : []),
    entries.length === entriesShown && entriesShown < MOST_ENTRIES_SHOWN && act(words.more, "more", more, ""));
}
