// @ts-check
// Words of the frame, and of all views.

/** @param {number} count */
export const number = (count) => count.toLocaleString("en");

/** @param {number} count */
export const characters = (count) => (count === 1 ? "1 character" : `${number(count)} characters`);

/** @param {{amount: number, unit: string, is_estimate: boolean} | null} cost */
export const price = (cost) => (cost ? `${cost.is_estimate ? "≈ " : ""}${cost.amount} ${cost.unit}` : "price not known");

export const common = {
  price,
  number,
  characters,
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  more: "More",
  help: "Keys",
  skip: "Skip to the content",
  readOnly: "Read-only",
  noSpend: "No spending",
  unreachable: {
    message: "the studio does not answer",
    hint: "Start it again: charlib studio",
  },
  /** @param {string} text */
  sentence: (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`,
  views: {
    cast: "Cast",
    moment: "Moment",
    scene: "Scene",
    takes: "Takes",
    work: "Work",
  },
  undo: {
    label: "Undo",
    /** @param {{changed: string}} entry */
    done: (entry) => `Undone: ${entry.changed}`,
    nothing: "Nothing to undo in this tab. Older changes are in Work, under History.",
    /** @param {{changed: string}} entry */
    again: (entry) => `Redone: ${entry.changed}`,
    nothingAgain: "Nothing to redo",
  },
  keys: {
    title: "Keys",
    everywhere: "Everywhere",
    sheet: "Show the keys",
    search: "Search",
    /** @param {string} view */
    go: (view) => `Go to ${view}`,
    undo: "Undo your last change",
    redo: "Redo",
    names: /** @type {Record<string, string>} */ ({
      ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→",
      "Shift+ArrowLeft, Shift+ArrowRight, Shift+ArrowUp, Shift+ArrowDown": "Shift+arrow",
      "0, 1, 2, 3, 4, 5": "0–5",
      Escape: "Esc", PageUp: "PgUp", PageDown: "PgDn", Delete: "Del",
    }),
  },
};
