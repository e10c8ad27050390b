// @ts-check
// What is wrong with a window, at once: the account's rules for lengths. The library says the rest.

import { words } from "../words.js";
import { seconds } from "../frame/times.js";

/** @typedef {{text: string, hard: boolean}} Problem */
/**
 * @typedef {{min_s: number | null, max_s: number | null, min_hard: boolean, max_hard: boolean,
 *   advise_min_s: number | null, advise_max_s: number | null, settle_s: number | null,
 *   advise_apart: boolean}} Rules
 */
/** @typedef {{handle: string, window: string}} Taken */

const NAMED = 3;

/** A window in milliseconds. @param {string} text */
export const parsed = (text) => text.split(",").map((part) => Math.round(Number(part) * 1000));

/** The lengths that are allowed, and among them those that are advised, in seconds. @param {Rules} rules */
export function lengths({ min_s, max_s, advise_min_s, advise_max_s }) {
  return { least: min_s ?? advise_min_s ?? 0, most: max_s ?? advise_max_s ?? Infinity, low: advise_min_s ?? min_s ?? 0, high: advise_max_s ?? max_s ?? Infinity };
}

/**
 * @param {number} start in milliseconds, as the end
 * @param {number} end
 * @param {Rules} rules
 * @param {Taken[]} taken
 * @returns {Problem[]}
 */
export function wrong(start, end, rules, taken) {
  const long = end - start;
  const { advise_min_s: low, advise_max_s: high, settle_s: settle } = rules;
  const under = (/** @type {number | null} */ limit) => limit !== null && long < Math.round(limit * 1000);
  const over = (/** @type {number | null} */ limit) => limit !== null && long > Math.round(limit * 1000);
  const text = words.moment.problems;
  const near = taken.filter(({ window }) => {
    const [from, to] = parsed(window);
    return start < to && from < end;
  });
  const found = [
    under(rules.min_s) && { text: text.short(seconds(long), rules.min_s ?? 0), hard: rules.min_hard },
    over(rules.max_s) && { text: text.long(seconds(long), rules.max_s ?? 0), hard: rules.max_hard },
    under(low) && { text: text.brief(seconds(long), low ?? 0, high), hard: false },
    over(high) && { text: text.lengthy(seconds(long), low, high ?? 0), hard: false },
    settle !== null && start < Math.round(settle * 1000) && { text: text.early(settle), hard: false },
    rules.advise_apart && near.length > 0 && { text: text.overlaps(near.slice(0, NAMED), near.length - NAMED), hard: false },
  ].filter(Boolean);
  return /** @type {Problem[]} */ (found).sort((one, other) => Number(other.hard) - Number(one.hard));
}
