// @ts-check
// Calls of the API. What fails is a Failed with a kind, a message and a hint; an aborted call
// stays an AbortError. A change says which journal entry it made, and Ctrl+Z takes that one back.

import { signal } from "./dom.js";
import { words } from "../words.js";

/** @typedef {import("./types.js").Fault} Fault */
/** @typedef {import("./types.js").Entry} Entry */

const UNDO_KEY = "charlib-undo";
const MOST_ENTRIES = 200;

/** An error of the API. */
export class Failed extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault.message);
    this.kind = fault.kind;
    this.hint = fault.hint;
    this.picture = fault.picture ?? "";
  }
}

/**
 * Whether an error only says that nobody waits for the answer any more.
 * @param {unknown} error
 */
export const isAborted = (error) => error instanceof DOMException && error.name === "AbortError";

/**
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [values]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function get(path, values = {}, signal) {
  return call(asked(path, values), { signal });
}

/**
 * @param {string} path
 * @param {Record<string, any>} values
 */
function asked(path, values) {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length ? `${path}?${query}` : path;
}

/**
 * @param {string} path
 * @param {Record<string, any>} [values]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function post(path, values = {}, signal) {
  const headers = { "content-type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify(values), signal });
}

/**
 * Send a file; of several, one after the other, the server is told the sizes.
 * @param {string} path
 * @param {File[]} files
 * @param {Record<string, string>} [values]
 * @returns {Promise<any>}
 */
export function put(path, files, values = named(files)) {
  const query = new URLSearchParams(values).toString();
  return call(query ? `${path}?${query}` : path, { method: "PUT", body: new Blob(files) });
}

/**
 * The names of files, and the sizes of several, as the API takes them.
 * @param {File[]} files
 * @returns {Record<string, string>}
 */
export function named(files) {
  const name = files.map(({ name }) => name).join("\n");
  return files.length > 1 ? { name, sizes: files.map(({ size }) => size).join() } : { name };
}

/**
 * @param {string} path
 * @param {RequestInit} how
 */
async function call(path, how) {
  let response;
  let content;
  try {
    response = await fetch(path, how);
    content = await response.json();
  } catch (error) {
    if (isAborted(error)) {
      throw error;
    }
    throw new Failed({ kind: "network", ...words.unreachable });
  }
  if (!response.ok) {
    throw new Failed(content.error);
  }
  const entry = Number(response.headers.get("journal-entry"));
  if (entry) {
    remember(entry);
  }
  return content;
}

/** @param {{project: string, handle: string}} person */
export const keyOf = ({ project, handle }) => `${project}/${handle}`;

/**
 * The address of a character in the API; `project/handle` is its key on the page.
 * @param {string} key
 * @param {string} [verb]
 */
export function at(key, verb) {
  const [project, handle] = key.split("/");
  const path = `/api/characters/${encodeURIComponent(project)}/${encodeURIComponent(handle)}`;
  return verb ? `${path}/${verb}` : path;
}

/** The entries that this tab made, the last one last; a reload keeps them. */
const made = signal(/** @type {number[]} */ (stored()));
made.watch((entries) => sessionStorage.setItem(UNDO_KEY, JSON.stringify(entries)));
let redoable = 0;

/** @returns {number[]} */
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(UNDO_KEY) ?? "[]");
  } catch {
    return [];
  }
}

/**
 * Take note of an entry that this tab made.
 * @param {number} entry
 */
export function remember(entry) {
  redoable = 0;
  made.set([...made.get(), entry].slice(-MOST_ENTRIES));
}

/**
 * Forget what this tab made after an entry: a restored backup ends there, and later numbers mean
 * changes of others.
 * @param {number} entry
 */
export function forgetAfter(entry) {
  redoable = 0;
  made.set(made.get().filter((id) => id <= entry));
}

/** The last entry of this tab, or null. */
export const lastEntry = () => made.get().at(-1) ?? null;

/**
 * Take back a change of this tab, by default the last that is not undone yet; null if there is none.
 * Fails with kind `conflict` where somebody changed the library since.
 * @param {number | null} [meant]
 * @returns {Promise<Entry | null>}
 */
export async function undo(meant) {
  const entry = meant === undefined ? lastEntry() : meant;
  if (entry === null) {
    return null;
  }
  const forget = () => made.set(made.get().filter((each) => each !== entry));
  try {
    const undone = await post("/api/undo", { entry });
    redoable += 1;
    forget();
    return undone;
  } catch (error) {
    if (!(error instanceof Failed) || !(await isUndone(entry).catch(() => false))) {
      throw error;
    }
    forget(); // somebody undid it elsewhere
    if (meant === undefined) {
      return undo();
    }
    throw error;
  }
}

/** Whether the library would not undo an entry any more, or only after a hundred others. @param {number} entry */
async function isUndone(entry) {
  const { entries } = await get("/api/undoable", { count: 100 });
  return !entries.some((/** @type {Entry} */ { id }) => id === entry);
}

/**
 * Do again what this tab undid last; null if it undid nothing since its last change.
 * @returns {Promise<Entry | null>}
 */
export async function redo() {
  if (!redoable) {
    return null;
  }
  const left = redoable - 1;
  const entry = await post("/api/redo");
  redoable = left;
  if (lastEntry() !== entry.id) {
    made.set([...made.get(), entry.id]);
  }
  return entry;
}
