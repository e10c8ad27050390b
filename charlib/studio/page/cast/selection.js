// @ts-check
// Which characters are selected: some by their keys, or every match of a query but some.

/** @param {() => void} changed */
export function selection(changed) {
  /** @type {Set<string>} */
  const keys = new Set();
  /** @type {{q: string, total: number} | null} */
  let query = null;
  /** @param {string} key */
  const has = (key) => (query !== null) !== keys.has(key);
  return {
    has,
    get count() {
      return query === null ? keys.size : Math.max(0, query.total - keys.size);
    },
    /** @param {string} key */
    toggle(key) {
      keys.delete(key) || keys.add(key);
      changed();
    },
    /** @param {string[]} more */
    add(more) {
      more.forEach((key) => (query === null ? keys.add(key) : keys.delete(key)));
      changed();
    },
    /**
     * Select every match.
     * @param {string} q
     * @param {number} total
     */
    all(q, total) {
      keys.clear();
      query = { q, total };
      changed();
    },
    clear() {
      if (query !== null || keys.size) {
        keys.clear();
        query = null;
        changed();
      }
    },
    /**
     * What the API takes: the keys, or the query without those that were taken out.
     * @returns {{handles: string[]} | {q: string}}
     */
    meant() {
      if (query === null) {
        return { handles: [...keys] };
      }
      const without = [...keys].map((key) => ` -${keyTerm(key)}`).join("");
      return { q: query.q.trim() && without ? `(${query.q})${without}` : `${query.q}${without}`.trim() };
    },
  };
}

/**
 * A query that means one character.
 * @param {string} key
 */
export function keyTerm(key) {
  const [project, handle] = key.split("/");
  return `(project:${project} handle:=${handle})`;
}
