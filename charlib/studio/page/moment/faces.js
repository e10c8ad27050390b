// @ts-check
// Whom a window shows, where faces are recognised.

import { get } from "../frame/api.js";
import { latest, paused } from "../frame/dom.js";

/** @typedef {{why: string, people: {handle: string, verdict: string}[]}} Who */

const FACES_MS = 500;

/** @param {(found: Who | null) => void} told */
export function faces(told) {
  const asked = latest();
  const isOn = get("/api/identity").then(({ on }) => on, () => false);
  let about = "";
  const ask = paused(FACES_MS, async (/** @type {Record<string, any> | null} */ of) => {
    asked.next();
    try {
      told(of && (await isOn) ? await get("/api/windows/who", of, asked.signal) : null);
    } catch {
      told(null); // it is a help, and not what was asked for
    }
  });
  return {
    stop: asked.stop,
    /** Ask about a window, once. @param {number | undefined} source @param {string} window */
    look(source, window) {
      const now = `${source} ${window}`;
      now === about || ask(window ? { source, window } : null);
      about = now;
    },
  };
}
