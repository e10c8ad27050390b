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
  facets: /** @type {const} */ ({ states: "State", projects: "Project", tags: "Tag", looks: "Look" }),
  none: "No characters yet",
  noneFilm: "Create one from a film",
  noneAdd: ", or add one by its handle and create it later.",
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
  move: "Move…",
  trash: "Trash…",
  clear: "Clear",
  titles: { tag: "Add a tag", untag: "Remove a tag", edit: "Edit", move: "Move to a project", trash: "Move to the trash" },
  project: "Project",
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
  addLook: "Add a look",
  lookName: "Name of the look",
  description: "Description",
  episodesLabel: "Episodes",
  /** @param {string} name */
  removeLook: (name) => `Remove the look ${name}`,
  /** @param {string} name */
  lookAdded: (name) => `Added the look ${name}`,
  /** @param {string} name */
  lookChanged: (name) => `Changed the look ${name}`,
  /** @param {string} name */
  lookRemoved: (name) => `Removed the look ${name}`,
  addPictures: "Add pictures",
  /** @param {number} count */
  kept: (count) => (count === 1 ? "Kept the picture" : `Kept ${count} pictures`),
  voice: "Voice",
  addVoice: "Add a sound",
  otherVoice: "Replace it",
  removeVoice: "Remove it",
  voiceAdded: "Kept the voice",
  voiceRemoved: "Removed the voice",
  /** @param {number} number */
  picture: (number) => `Picture ${number}`,
  clip: "Clip",
  noFootage: "No footage kept",
  bindings: "Bindings",
  noBindings: "No provider knows this character yet",
  /** @param {number} count */
  uses: (count) => (count === 1 ? "Used in 1 prompt" : `Used in ${number(count)} prompts`),
  also: "Other handles",
  addAlias: "Add a handle",
  /** @param {string} alias */
  dropAlias: (alias) => `Remove the handle ${alias}`,
  merge: "Merge…",
  move: "Move…",
  trash: "Move to the trash",
  /** @param {string} field */
  edit: (field) => `Edit ${field}`,
  /** @param {string} field @param {string} handle */
  saved: (field, handle) => `Changed ${field.toLowerCase()} of @${handle}`,
  /** @param {string} handle */
  trashed: (handle) => `Moved @${handle} to the trash`,
};

export const merge = {
  /** @param {string} handle */
  into: (handle) => `@${handle} is the same person as`,
  label: "Merge",
  /** @param {string} old @param {{handle: string, name: string}} into @param {number} prompts */
  plan: (old, into, prompts) =>
    `@${into.handle}${into.name ? ` (${into.name})` : ""} stays, with the footage and IDs of both. @${old} goes to the trash and means @${into.handle} from then on.${prompts ? ` ${card.uses(prompts)}.` : ""}`,
  /** @param {string} old @param {string} into */
  done: (old, into) => `Merged @${old} into @${into}`,
};

export const trash = {
  title: "Trash",
  empty: "The trash is empty.",
  restore: "Restore",
  /** @param {string} handle */
  restored: (handle) => `Restored @${handle}`,
  erase: "Erase…",
  /** @param {string} handle */
  eraseTitle: (handle) => `Erase @${handle} for good`,
  /** @param {{files: number, films: number, prompts: number}} plan */
  goes: ({ files, films, prompts }) =>
    `This cannot be undone. Kept files: ${number(files)}, films: ${number(films)}, texts of prompts: ${number(prompts)}. The history begins anew.`,
  stays: "charlib cannot erase what remains elsewhere:",
  remains: /** @type {Record<string, string>} */ ({
    ids: "IDs at providers", backups: "Backups", films: "Films that others are in", videos: "Your own videos",
    texts: "Your texts that name it", exports: "Films that you exported", links: "Files with other names elsewhere",
    cast: "The shared cast, and members who pulled it",
  }),
  /** @param {string} handle */
  confirm: (handle) => `Type ${handle} to confirm`,
  eraseNow: "Erase",
  /** @param {string} handle */
  erased: (handle) => `Erased @${handle}`,
};

export const saved = {
  title: "Saved",
  save: "Save this search",
  name: "Name",
  /** @param {string} name */
  done: (name) => `Saved the search ${name}`,
  /** @param {string} name */
  remove: (name) => `Forget the search ${name}`,
};

export const drop = {
  here: "Drop a film or pictures",
  /** @param {string} name */
  taking: (name) => `Adding ${name}`,
  /** @param {number} count */
  title: (count) => (count === 1 ? "Whose picture is it?" : `Whose ${count} pictures are they?`),
  /** @param {string} handle */
  theirs: (handle) => `Keep for @${handle}`,
  who: "Who is it?",
  other: "Or a new character, by its handle",
  nobody: "Nobody was recognised",
};
