// @ts-check
// The jobs of this studio: how they go on, and how one ends.

import { Failed, get } from "./api.js";
import { signal } from "./dom.js";
import { listen } from "./live.js";

/** @typedef {import("./types.js").Job} Job */

/** The jobs, newest first. */
export const jobs = signal(/** @type {Job[]} */ ([]));
/** @type {Map<number, (job: Job) => void>} */
const awaited = new Map();

/** @param {Job} job */
function heard(job) {
  jobs.set([job, ...jobs.get().filter(({ id }) => id !== job.id)].sort((a, b) => b.id - a.id));
  if (job.state !== "running") {
    awaited.get(job.id)?.(job);
    awaited.delete(job.id);
  }
}

/** Load the jobs: some of what happened was not told to a hidden tab. */
export async function load() {
  const { jobs: found } = await get("/api/jobs");
  found.forEach(heard);
}

/**
 * The result of a job that was started, when it has ended; fails with its error.
 * @param {{job: Job | null}} started
 * @returns {Promise<any>}
 */
export function ended({ job }) {
  return new Promise((resolve, reject) => {
    const settle = (/** @type {Job} */ { result, error }) => (error ? reject(new Failed(error.error)) : resolve(result));
    if (!job) {
      resolve(null);
      return;
    }
    const known = jobs.get().find(({ id }) => id === job.id) ?? job;
    known.state === "running" ? awaited.set(job.id, settle) : settle(known);
  });
}

const again = () => void (awaited.size && !document.hidden && load().catch(() => {}));

listen("job", heard);
listen("reload", again);
document.addEventListener("visibilitychange", again);
