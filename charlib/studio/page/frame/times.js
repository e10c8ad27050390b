// @ts-check
// The frames of a film by their true times, in seconds of its timeline, and times as text.

/** @typedef {ReturnType<typeof frameTimes>} Times */

/** Films keep times as fractions, windows and players do not: a frame this early still counts. */
const EARLY = 0.0005;
const INSIDE = 0.001;

/**
 * Frame n begins at `at(n)`, and the last one ends at `at(count)`.
 * @param {{unit: number[], zero: number, first: number, steps: number[][], keys: number[],
 *   frames: number, plays: boolean}} told
 */
export function frameTimes({ unit, zero, first, steps, keys, frames, plays }) {
  const begins = new Float64Array(frames + 1);
  let [pts, count] = [first, 0];
  const next = (/** @type {number} */ length) => {
    begins[count++] = (pts * unit[0]) / unit[1] - zero;
    pts += length;
  };
  steps.forEach(([many, length]) => {
    for (let left = many; left > 0; left -= 1) {
      next(length);
    }
  });
  next(0);

  const at = (/** @type {number} */ n) => begins[Math.min(Math.max(n, 0), frames)];
  /** @param {number} seconds @param {number} end */
  const last = (seconds, end) => {
    let low = 0;
    while (low < end) {
      const middle = (low + end + 1) >> 1;
      begins[middle] <= seconds ? (low = middle) : (end = middle - 1);
    }
    return low;
  };
  return {
    count: frames,
    plays,
    keys,
    at,
    end: begins[frames],
    /** The frame that is shown at a moment. @param {number} seconds */
    frame: (seconds) => last(seconds + EARLY, frames - 1),
    /** Where the nearest frame begins, or the film ends. @param {number} seconds */
    nearest(seconds) {
      const n = last(seconds, frames);
      return n < frames && seconds - begins[n] > begins[n + 1] - seconds ? n + 1 : n;
    },
    /**
     * Where a player has to go to show a frame: just inside. Chromium leaves out a frame that began
     * longer ago than frames last on average, as if it were over.
     * @param {number} n
     */
    inside: (n) => Math.max(0, at(n) + Math.min(INSIDE, (at(n + 1) - at(n)) / 2)),
    /** What is recorded of a place: milliseconds; a half goes down, so that the frame stays inside. @param {number} n */
    ms: (n) => Math.max(0, Math.round(at(n) * 1000 - 0.01)),
    /** The keyframe before or after a frame. @param {number} n @param {number} way */
    key: (n, way) => (way < 0 ? keys.findLast((key) => key < n) : keys.find((key) => key > n)) ?? (way < 0 ? 0 : frames - 1),
  };
}

/** Seconds as the library prints them: no zeros at the end. @param {number} ms */
export const seconds = (ms) => String(ms / 1000);

/** @param {number} at seconds @param {number} [digits] */
export function clock(at, digits = 3) {
  const whole = Math.max(0, Math.round(at * 1000)) / 1000;
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/**
 * The frame that somebody means by 65.2, 1:05.2, or a number of a frame such as #125; or null.
 * @param {string} text
 * @param {Times} times
 */
export function meant(text, times) {
  const number = /^\s*#\s*(\d+)\s*$/.exec(text);
  if (number) {
    return Math.min(Number(number[1]), times.count - 1);
  }
  if (!/^\s*(\d+:){0,2}\d+([.,]\d*)?\s*$/.test(text)) {
    return null;
  }
  return times.frame(text.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0));
}
