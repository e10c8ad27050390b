// @ts-check
// Sending: the plan with its price is shown and confirmed, then a job films it and tells how it goes on.

import { get, post } from "../frame/api.js";
import { ask } from "../frame/ask.js";
import { fill, h } from "../frame/dom.js";
import { listen } from "../frame/live.js";
import { to } from "../frame/router.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("./accounts.js").Plan} Plan */
/** @typedef {import("../frame/types.js").Job} Job */

const SENDS = "/api/scenarios/generate";

/**
 * Plan what is sent, show its price, and send it once confirmed; null if it was not. Fails with what
 * a budget refuses before anything is asked.
 * @param {Record<string, any>} given
 * @param {number} left rows that are left out
 * @returns {Promise<Job | null>}
 */
export async function sendScenes(given, left) {
  /** @type {Plan} */
  const { count, costs, words: price, account, budgets, warnings, refused } = (await post(SENDS, given)).plan;
  if (refused.length) {
    throw new Error(refused.join("; "));
  }
  /** @type {Job | null} */
  let job = null;
  return new Promise((closed) => {
    ask(words.scene.ask(count, account), [
      h("p", { class: "total" }, words.scene.price(price)), ...budgets.map((text) => h("p", { class: "hint" }, text)), left > 0 && h("p", { class: "warning" }, words.scene.leftOut(left)),
      warnings.length > 0 && h("ul", { class: "warning" }, warnings.map((text) => h("li", {}, words.sentence(text)))),
    ], words.scene.confirm, async () => {
      ({ job } = await post(SENDS, { ...given, confirm: { count, costs } }));
    }, { closed: () => closed(job) });
  });
}

/**
 * How jobs go on, each with where its takes are. `ended` is called when one has ended.
 * @param {() => void} ended
 */
export function progress(ended) {
  const element = h("ul", { class: "jobs", "aria-live": "polite" });
  /** @type {Map<number, {item: HTMLElement, place: Record<string, string>}>} */
  const jobs = new Map();

  /** @param {Job} job */
  function show(job) {
    const known = jobs.get(job.id);
    if (!known) {
      return;
    }
    const { item, place } = known;
    const total = job.total ?? 1;
    const error = job.error?.error;
    item.dataset.state = job.state;
    const text = { running: words.scene.filming(job.done, total), done: words.scene.filmed(total) }[job.state];
    fill(
      item, job.state === "running" ? h("progress", { max: total, "aria-label": words.scene.film }) : null,
      error ? h("p", { class: "problem" }, words.sentence(error.message), h("small", {}, error.hint)) : h("span", {}, text),
      h("a", { href: to("takes", place) }, words.scene.see), h("small", {}, job.lines.at(-1)),
    );
    const bar = item.querySelector("progress");
    if (bar) {
      bar.value = job.done;
    }
    job.state === "running" || ended();
  }

  /**
   * @param {Job} job
   * @param {Record<string, string>} place
   */
  function follow(job, place) {
    const item = h("li");
    jobs.set(job.id, { item, place });
    element.prepend(item);
    show(job);
  }

  /** What ran before it was listened to: of an earlier visit, or it has ended meanwhile. */
  async function renew() {
    for (const job of /** @type {Job[]} */ ((await get("/api/jobs")).jobs)) {
      const isOurs = job.state === "running" && job.what.startsWith("generate");
      jobs.has(job.id) ? show(job) : isOurs && follow(job, {});
    }
  }

  renew().catch(failed);
  return {
    element,
    end: listen("job", show),
    /**
     * @param {Job} job
     * @param {Record<string, string>} place
     */
    follow(job, place) {
      follow(job, place);
      return renew();
    },
  };
}
