// @ts-check
// The windows that are chosen in a film, with what is to be created from each. They are places of
// frames, and stay as long as the tab.

/** @typedef {import("../frame/times.js").Times} Times */
/** @typedef {{id: number, start: number, end: number, handle: string, look: string, name: string, about: string, tags: string}} Cut */

const USUAL_S = 3;

/** @param {() => void} changed called when any is another one */
export function cutList(changed) {
  /** @type {Cut[]} */
  let list = [];
  let [active, serial, key] = [0, 0, ""];
  /** @type {Times | null} */
  let times = null;
  const now = () => list.find(({ id }) => id === active);

  function tell() {
    key && sessionStorage.setItem(key, JSON.stringify(list));
    changed();
  }

  /** @param {Partial<Cut>} cut */
  function add(cut) {
    active = serial += 1;
    list = [...list, { start: 0, end: 1, handle: "", look: "", name: "", about: "", tags: "", ...cut, id: active }];
    tell();
  }

  /** How long a new one is, in seconds: as the chosen one, else as the account takes. @param {number} most */
  const long = (most) => {
    const cut = now();
    return cut && times ? times.at(cut.end) - times.at(cut.start) : Math.min(most, USUAL_S);
  };
  /** @param {number} start @param {number} most */
  const reach = (start, most) => (times ? Math.min(times.count, Math.max(start + 1, times.nearest(times.at(start) + long(most)))) : start + 1);

  /** @param {number} start @param {number} end */
  function put(start, end) {
    const cut = now();
    cut ? (Object.assign(cut, { start, end }), tell()) : add({ start, end });
  }

  return {
    now,
    add,
    put,
    tell,
    get list() {
      return list;
    },
    get active() {
      return active;
    },
    /** @param {number} source @param {Times | null} film */
    open(source, film) {
      [times, list, key] = [film, [], film ? `charlib-windows-${source}` : ""];
      try {
        list = JSON.parse(sessionStorage.getItem(key) ?? "[]").map((/** @type {Cut} */ cut) => ({ ...cut, id: (serial += 1) }));
      } catch {
        list = [];
      }
      active = list[0]?.id ?? 0;
    },
    /** @param {number} id */
    select(id) {
      id !== active && ((active = id), changed());
      return now();
    },
    /** The one before or after. @param {number} way */
    other(way) {
      const n = list.findIndex(({ id }) => id === active) + way;
      return this.select(list[Math.min(Math.max(0, n), list.length - 1)]?.id ?? 0);
    },
    /** @param {number} id @param {"start" | "end"} side @param {number} to */
    drag(id, side, to) {
      const cut = this.select(id);
      if (cut && times) {
        cut[side] = side === "start" ? Math.min(Math.max(0, to), cut.end - 1) : Math.max(Math.min(times.count, to), cut.start + 1);
        tell();
      }
      return cut?.[side] ?? 0;
    },
    /** Another one from a frame on. @param {number} start @param {number} most */
    more: (start, most) => add({ start, end: reach(start, most) }),
    /** @param {number} start @param {number} most */
    setStart(start, most) {
      const cut = now();
      put(start, cut && start < cut.end ? cut.end : reach(start, most));
    },
    /** Set the end; the last frame means the end of the film. @param {number} frame @param {number} most */
    setEnd(frame, most) {
      const cut = now();
      const end = times && frame === times.count - 1 ? times.count : Math.max(1, frame);
      put(cut && cut.start < end ? cut.start : times?.nearest(times.at(end) - long(most)) ?? 0, end);
    },
    /** Take some away. @param {Cut[]} gone */
    drop(gone) {
      list = list.filter((cut) => !gone.includes(cut));
      now() || (active = list.at(-1)?.id ?? 0);
      tell();
    },
  };
}
