// @ts-check
// The cast by offset: pages are kept, those that nobody waits for any more are aborted, and what was
// shown stays until its new version is here.

import { at, get, isAborted, keyOf } from "../frame/api.js";

/** @typedef {import("../frame/types.js").Character} Character */
/** @typedef {{q: string, sort: string}} Wanted */

export const SIZE = 30;
const KEPT = 120;
const LONGEST = 200;
const RUN = Math.floor(LONGEST / SIZE);
const BUSY_MS = 60;

/**
 * @param {{changed: (total: number) => void, failed: (error: unknown) => void}} tell
 */
export function pages(tell) {
  /** @type {Wanted} */
  let wanted = { q: "", sort: "newest" };
  /** @type {Map<number, {people: Character[], version: number}>} */
  const kept = new Map();
  /** @type {Map<number, AbortController>} */
  const asked = new Map();
  let [version, total, timer] = [0, -1, 0];
  let isOld = false; // what is shown is of the query before, until the first answer

  /**
   * Load pages that follow each other with one call: finding the offset is what takes its time.
   * @param {number[]} run
   */
  async function load(run) {
    const control = new AbortController();
    const mine = version;
    const [page] = run;
    run.forEach((each) => asked.set(each, control));
    try {
      const answer = await get(
        "/api/characters", { ...wanted, offset: page * SIZE, limit: run.length * SIZE }, control.signal,
      );
      if (mine === version) {
        isOld && kept.clear();
        isOld = false;
        ended(run, control);
        run.forEach((each, at) => keep(each, answer.characters.slice(at * SIZE, (at + 1) * SIZE)));
        total = answer.total;
        tell.changed(total);
      }
    } catch (error) {
      if (!isAborted(error)) {
        tell.failed(error);
      }
    } finally {
      ended(run, control);
    }
  }

  /**
   * @param {number[]} run
   * @param {AbortController} control
   */
  function ended(run, control) {
    run.forEach((each) => asked.get(each) === control && asked.delete(each));
  }

  /**
   * @param {number} page
   * @param {Character[]} people
   */
  function keep(page, people) {
    kept.delete(page);
    kept.set(page, { people, version });
    while (kept.size > KEPT) {
      kept.delete(/** @type {number} */ (kept.keys().next().value));
    }
  }

  /**
   * @param {number} first
   * @param {number} end
   */
  function fetchPages(first, end) {
    const useful = new Set([...asked].filter(([page]) => page >= first && page <= end).map(([, control]) => control));
    for (const [page, control] of asked) {
      if (!useful.has(control)) {
        control.abort();
        asked.delete(page);
      }
    }
    /** @type {number[]} */
    let run = [];
    for (let page = first; page <= end + 1; page += 1) {
      const isMissing = page <= end && kept.get(page)?.version !== version && !asked.has(page);
      if (run.length && (!isMissing || run.length === RUN)) {
        load(run);
        run = [];
      }
      isMissing && run.push(page);
    }
  }

  function forget() {
    version += 1;
    asked.forEach((control) => control.abort());
    asked.clear();
  }

  return {
    /** @param {number} index */
    item: (index) => kept.get(Math.floor(index / SIZE))?.people[index % SIZE],
    get total() {
      return Math.max(0, total);
    },
    get wanted() {
      return wanted;
    },
    /**
     * Load what is seen. While somebody drags the scrollbar, one call is under way at a time: when
     * it ends, what is seen then is asked for, and one that takes longer is given up.
     * @param {number} from
     * @param {number} to
     */
    need(from, to) {
      const span = /** @type {const} */ ([Math.floor(from / SIZE), Math.floor(Math.max(from, to) / SIZE)]);
      clearTimeout(timer);
      if (asked.size === 0) {
        fetchPages(...span);
      } else {
        timer = setTimeout(() => fetchPages(...span), BUSY_MS);
      }
    },
    /**
     * Want something else; what was shown stays until its first page is here.
     * @param {Wanted} next
     */
    want(next) {
      wanted = next;
      forget();
      isOld = true;
      load([0, 1]);
    },
    /** Somebody changed something: load again what is seen, and show the old meanwhile. */
    renew() {
      forget();
    },
    /**
     * Keys of a stretch, loaded where they are not here.
     * @param {number} from
     * @param {number} to
     * @returns {Promise<string[]>}
     */
    async keys(from, to) {
      const keys = [];
      for (let index = from; index <= to; ) {
        const person = this.item(index);
        if (person) {
          keys.push(keyOf(person));
          index += 1;
          continue;
        }
        const limit = Math.min(LONGEST, to - index + 1);
        const { characters } = await get("/api/characters", { ...wanted, offset: index, limit });
        if (!characters.length) {
          break;
        }
        keys.push(...characters.map(keyOf));
        index += characters.length;
      }
      return keys;
    },
    /**
     * Show a character otherwise, before the library says so.
     * @param {string} key
     * @param {Character} next
     */
    replace(key, next) {
      for (const { people } of kept.values()) {
        const index = people.findIndex((person) => keyOf(person) === key);
        if (index >= 0) {
          people[index] = next;
        }
      }
      tell.changed(total);
    },
    /**
     * A character, from here or from the library.
     * @param {string} key
     * @returns {Promise<Character>}
     */
    one: (key) => get(at(key)),
  };
}
