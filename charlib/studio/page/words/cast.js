// @ts-check
// Words of the cast: its search and grid, bulk changes, and the card of a character.

import { characters, number } from "./common.js";

export const cast = {
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
};

export const bulk = {
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
};

export const card = {
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
  /** @param {number} number */
  picture: (number) => `Picture ${number}`,
  clip: "Clip",
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
};
