// @ts-check
// The jobs of this studio: how they go on, and how one ends.

import { Failed, get } from "./api.js";
import { signal } from "./dom.js";
import { listen } from "./live.js";

/** @typedef {import("./types.js").Job} Job */

/** The jobs, newest first. */
export const jobs = signal(/** @type {Job[]} */ ([]));
/** @type {Map<number, Set<(job: Job) => void>>} */
const awaited = new Map();

/** @param {Job} job */
function heard(job) {
  jobs.set([job, ...jobs.get().filter(({ id }) => id !== job.id)].sort((a, b) => b.id - a.id));
  awaited.get(job.id)?.forEach((tell) => tell(job));
  job.state === "running" || awaited.delete(job.id);
}

/** Load the jobs: some of what happened was not told to a hidden tab. */
export async function loadJobs() {
  const { jobs: found } = await get("/api/jobs");
  found.forEach(heard);
}

/**
 * The result of a job that was started, when it has ended; fails with its error.
 * @param {{job: Job | null}} started
 * @param {(job: Job) => void} [told] called with how it goes on
 * @returns {Promise<any>}
 */
export function ended({ job }, told) {
  return new Promise((resolve, reject) => {
    if (!job) {
      resolve(null);
      return;
    }
    const hear = (/** @type {Job} */ now) => {
      told?.(now);
      now.state === "running" || (now.error ? reject(new Failed(now.error.error)) : resolve(now.result));
    };
    awaited.set(job.id, (awaited.get(job.id) ?? new Set()).add(hear));
    heard(jobs.get().find(({ id }) => id === job.id) ?? job);
    loadJobs().catch(() => {}); // it may have ended before this tab listened
  });
}

const again = () => void (awaited.size && !document.hidden && loadJobs().catch(() => {}));

listen("job", heard);
listen("reload", again);
document.addEventListener("visibilitychange", again);
