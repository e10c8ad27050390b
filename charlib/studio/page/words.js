// @ts-check
// Every word of the page. Texts of the library and of the API come from there, never from here.

/** @param {number} count */
const number = (count) => count.toLocaleString("en");

/** @param {number} count */
const characters = (count) => (count === 1 ? "1 character" : `${number(count)} characters`);

export const words = {
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
  empty: {
    moment: ["Choose a window of a video and create a character from it.", "charlib create mia --source clip.mp4 --window 5,8"],
    scene: ["Write a prompt and film it.", 'charlib generate "@mia walks in the rain"'],
    takes: ["Compare the takes of a scene and pick one.", "charlib take list"],
    work: ["See what is running and what is unknown, and the history.", "charlib sync", "charlib history", "charlib doctor"],
    lead: "This view is not part of the page yet. Use the terminal meanwhile:",
  },
  undo: {
    label: "Undo",
    /** @param {{changed: string}} entry */
    done: (entry) => `Undone: ${entry.changed}`,
    nothing: "Nothing to undo in this tab. Older changes: charlib history",
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
      Escape: "Esc", PageUp: "Page up", PageDown: "Page down", Delete: "Del",
    }),
  },
  cast: {
    title: "Cast",
    search: "Search the cast",
    hint: "Search: words, tag:hero, -old, state:ready",
    suggestions: "Completions",
    /** @param {string} field @param {string} name @param {string} meant */
    meant: (field, name, meant) => `No ${field} ${name}. Did you mean ${meant}?`,
    order: "Order",
    orders: [["newest", "Newest"], ["updated", "Changed"], ["handle", "Handle"], ["used", "Most used"], ["rank", "Best match"]],
    grid: "Grid",
    list: "List",
    filters: "Filters",
    facets: /** @type {const} */ ({ states: "State", projects: "Project", tags: "Tag" }),
    none: "No characters yet",
    noneHelp: "Add one by its handle, or create one in a terminal:",
    noneCommand: "charlib create mia --source clip.mp4 --window 5,8",
    noMatch: "No characters match",
    clear: "Clear the search",
    add: "Add",
    addTitle: "Add a character",
    handle: "Handle",
    /** @param {string} handle */
    added: (handle) => `Added @${handle}`,
    move: "Move",
    extend: "Extend the selection",
    ends: "First and last",
    pages: "A screen up or down",
    select: "Select",
    all: "Select all matches",
    open: "Open",
    unselect: "Close, or clear the selection",
    layout: "Grid or list",
    keyTag: "Tag",
    keyUntag: "Remove a tag",
    keyEdit: "Edit",
    keyTrash: "Move to the trash",
    /** @param {number} at @param {number} total */
    position: (at, total) => `${number(at)} of ${number(total)}`,
  },
  bulk: {
    /** @param {number} count */
    selected: (count) => `${number(count)} selected`,
    tag: "Tag…",
    untag: "Remove tag…",
    edit: "Edit…",
    trash: "Trash…",
    clear: "Clear",
    titles: { tag: "Add a tag", untag: "Remove a tag", edit: "Edit", trash: "Move to the trash" },
    tagName: "Tag",
    field: "Text to set",
    value: "New value",
    /** @param {number} count @param {string[]} first */
    preview: (count, first) =>
      `${characters(count)}: ${first.map((key) => `@${key.split("/")[1]}`).join(", ")}${count > first.length ? ", …" : ""}`,
    /** @param {number} count */
    apply: (count) => `Change ${characters(count)}`,
    /** @param {number} count */
    done: (count) => `Changed ${characters(count)}`,
    tooMany: "At most 300 selected characters can be edited; select all matches of a search for more",
  },
  card: {
    label: "Character",
    fields: /** @type {Record<string, string>} */ ({
      handle: "Handle", name: "Name", look: "Look", notes: "Notes", likeness: "Likeness", consent: "Consent",
    }),
    likeness: /** @type {Record<string, string>} */ ({
      "": "Not known", real: "A real person", fictional: "Invented", none: "No face",
    }),
    blank: "Add…",
    tags: "Tags",
    addTag: "Add a tag",
    /** @param {string} tag */
    dropTag: (tag) => `Remove the tag ${tag}`,
    looks: "Looks",
    mainLook: "Main look",
    /** @param {string} text */
    episodes: (text) => `Episodes ${text}`,
    noFootage: "No footage kept",
    bindings: "Bindings",
    noBindings: "No provider knows this character yet",
    /** @param {number} count */
    uses: (count) => (count === 1 ? "Used in 1 prompt" : `Used in ${number(count)} prompts`),
    also: "Also",
    trash: "Move to the trash",
    /** @param {string} field */
    edit: (field) => `Edit ${field}`,
    /** @param {string} field @param {string} handle */
    saved: (field, handle) => `Changed ${field.toLowerCase()} of @${handle}`,
    /** @param {string} handle */
    trashed: (handle) => `Moved @${handle} to the trash`,
    gone: "This character is not there any more",
  },
};
