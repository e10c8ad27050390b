// @ts-check
// Drafts in the browser, each under a key of its own. One that another tab has written since it was
// read is never overwritten: it goes on as a copy.

/**
 * @typedef {{id: string, rev: string, changed: number, project: string, episode: string,
 *   scene: string, text: string, takes: string, accounts: string[], wishes: Record<string, string>,
 *   params: string, rows: Record<string, string>[] | null, again: boolean}} Draft
 */

const PREFIX = "charlib-scene:";
const fresh = () => crypto.randomUUID();

/**
 * A new draft; it is not kept before something is written.
 * @param {Partial<Draft>} [given]
 * @returns {Draft}
 */
export const newDraft = (given) => ({
  id: fresh(), rev: "", changed: 0, project: "", episode: "", scene: "", text: "", takes: "1",
  accounts: [], wishes: {}, params: "", rows: null, again: false, ...given,
});

/**
 * @param {string} id
 * @returns {Draft | null}
 */
export function readDraft(id) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + id) ?? "null");
    return kept && newDraft(kept);
  } catch {
    return null;
  }
}

/** All drafts, the last changed first. */
export function allDrafts() {
  const ids = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const drafts = ids.map((key) => readDraft(key.slice(PREFIX.length))).filter((each) => each !== null);
  return drafts.sort((a, b) => b.changed - a.changed);
}

/**
 * Keep a draft; true if it had to become a copy. Fails where the browser has no room.
 * @param {Draft} now
 */
export function keepDraft(now) {
  const kept = readDraft(now.id);
  const isCopy = kept !== null && kept.rev !== now.rev;
  if (isCopy) {
    now.id = fresh();
  }
  Object.assign(now, { rev: fresh(), changed: Date.now() });
  localStorage.setItem(PREFIX + now.id, JSON.stringify(now));
  return isCopy;
}

/** @param {string} id */
export const dropDraft = (id) => localStorage.removeItem(PREFIX + id);

/**
 * Call a function with the id of each draft that another tab writes; returns what ends it.
 * @param {(id: string) => void} told
 */
export function watchDrafts(told) {
  const heard = (/** @type {StorageEvent} */ { key }) => key?.startsWith(PREFIX) && told(key.slice(PREFIX.length));
  window.addEventListener("storage", heard);
  return () => window.removeEventListener("storage", heard);
}
