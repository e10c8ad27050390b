// @ts-check
// Sending: the plan with its price is shown and confirmed, then a job films it and tells how it goes on.

import { get, post } from "../frame/api.js";
import { fill, h } from "../frame/dom.js";
import { listen } from "../frame/live.js";
import { to } from "../frame/router.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("./accounts.js").Plan} Plan */
/** @typedef {{id: number, what: string, state: string, done: number, total: number | null, lines: string[], error: {error: import("../frame/types.js").Fault} | null}} Job */

const PATH = "/api/scenarios/generate";

/**
 * Plan what is sent, show its price, and send it once confirmed; null if it was not. Fails with what
 * a budget refuses before anything is asked.
 * @param {Record<string, any>} given
 * @param {number} left rows that are left out
 * @returns {Promise<Job | null>}
 */
export async function send(given, left) {
  /** @type {Plan} */
  const plan = (await post(PATH, given)).plan;
  if (plan.refused.length) {
    throw new Error(plan.refused.join("; "));
  }
  if (!(await confirmed(plan, left))) {
    return null;
  }
  return (await post(PATH, { ...given, confirm: { count: plan.count, costs: plan.costs } })).job;
}

/**
 * @param {Plan} plan
 * @param {number} left
 * @returns {Promise<boolean>}
 */
function confirmed(plan, left) {
  const title = words.scene.ask(plan.count, plan.account);
  const cancel = h("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, words.cancel);
  const form = h(
    "form", { method: "dialog" }, h("h2", {}, title), h("p", { class: "total" }, words.scene.price(plan.words)),
    left ? h("p", { class: "warning" }, words.scene.leftOut(left)) : null,
    plan.warnings.length ? h("ul", { class: "warning" }, plan.warnings.map((text) => h("li", {}, words.sentence(text)))) : null,
    h("footer", {}, cancel, h("button", { class: "main", value: "yes", autofocus: true }, words.scene.confirm)),
  );
  const dialog = h("dialog", { class: "ask", "aria-label": title }, form);
  form.querySelector(".main")?.setAttribute("value", "yes");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
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
