// @ts-check
// Jobs of the studio until they end, and creating: the plans of all windows are shown with their
// price, sent once confirmed, and followed also while another view is shown.

import { Failed, at, get, post, remember } from "../frame/api.js";
import { fill, h, signal } from "../frame/dom.js";
import { listen } from "../frame/live.js";
import { to } from "../frame/router.js";
import { changed, failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {{id: number, what: string, state: string, done: number, total: number | null, lines: string[], result: any, error: any}} Job */
/** @typedef {{path: string, body: Record<string, any>, title: string, key: string, again: () => void}} Order */
/** @typedef {Order & {id: number, line: string, state: string, hint: string, entry: number}} Making */

const RECENT = 50;

/** @type {Map<number, (job: Job) => void>} */
const waiting = new Map();
const poll = () => waiting.size && get("/api/jobs").then(({ jobs }) => jobs.forEach(tell), () => {});
const tell = (/** @type {Job} */ job) => waiting.get(job.id)?.(job);
listen("job", tell);
listen("reload", poll);
document.addEventListener("visibilitychange", () => document.hidden || poll());

/** What is being created, and what was since the page was loaded, the newest first. */
export const makings = signal(/** @type {Making[]} */ ([]));

/** What was created may be taken back, and done again. */
listen("change", async () => {
  if (makings.get().some(({ entry }) => entry)) {
    const { entries } = await get("/api/history", { limit: RECENT }).catch(() => ({ entries: [] }));
    const undone = (/** @type {number} */ id) => entries.some((/** @type {any} */ each) => each.id === id && each.state === "undone");
    makings.set(makings.get().map((each) => (each.entry ? { ...each, state: undone(each.entry) ? "gone" : "ready" } : each)));
  }
});

/**
 * The result of a job, when it has ended.
 * @param {Job} job
 * @param {(job: Job) => void} [told]
 * @returns {Promise<any>}
 */
export function ended(job, told) {
  return new Promise((resolve, reject) => {
    waiting.set(job.id, (now) => {
      told?.(now);
      if (now.state !== "running") {
        waiting.delete(job.id);
        now.state === "done" ? resolve(now.result) : reject(new Failed(now.error.error));
      }
    });
    tell(job);
    poll();
  });
}

/**
 * What is sent to create a character from a window, or a look of one.
 * @param {import("./cuts.js").Cut} cut
 * @param {Record<string, any>} of its source, window and account
 * @param {string} project
 * @param {() => void} again
 * @returns {Order}
 */
export function ordered(cut, of, project, again) {
  const [key, name, about] = [cut.handle.trim().replace(/^@/, ""), cut.look.trim(), cut.about.trim()];
  if (name) {
    return { path: at(`${project}/${key}`, "looks/create"), body: { ...of, name, description: about }, title: `@${key}+${name}`, key, again };
  }
  const tags = cut.tags.split(/[,;\s]+/).filter(Boolean);
  return { path: "/api/create", body: { ...of, handle: key, name: cut.name.trim(), look: about, tags }, title: `@${key}`, key, again };
}

/**
 * Show what orders cost, and send them once that is confirmed; what fails before is thrown.
 * @param {Order[]} orders
 * @param {() => void} sent
 */
export async function ask(orders, sent) {
  const plans = await Promise.all(orders.map(async ({ path, body }) => (await post(path, body)).plan));
  const problem = h("p", { class: "problem", role: "alert" });
  const refused = plans.flatMap((plan) => plan.refused);
  fill(problem, refused.map((text) => h("span", {}, words.sentence(text), " ")));
  const warnings = [...new Set(plans.flatMap((plan) => plan.warnings))].map((text) => h("p", { class: "hint" }, words.sentence(text)));
  const yes = h("button", { class: "main", autofocus: true, disabled: refused.length > 0 }, words.moment.make(orders.length));
  const no = h("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, words.cancel);
  const rows = orders.map(({ title, body }, n) => h("li", {}, h("b", {}, title), h("span", {}, words.moment.span(body.window)), h("span", {}, plans[n].words)));
  const total = orders.length > 1 ? h("p", { class: "total" }, words.moment.total(sum(plans))) : null;
  const title = words.moment.ask(orders.length, plans[0].account);
  const form = h("form", {}, h("h2", {}, title), h("ul", { class: "orders" }, rows), total, warnings, problem, h("footer", {}, no, yes));
  const dialog = h("dialog", { class: "ask", "aria-label": title }, form);
  form.addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    yes.disabled = true;
    try {
      await Promise.all(orders.map((order, n) => send(order, plans[n])));
      sent();
    } catch (error) {
      failed(error);
    }
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {any[]} plans */
function sum(plans) {
  /** @type {Map<string, number>} */
  const amounts = new Map();
  plans.flatMap(({ costs }) => costs).forEach(({ amount, unit }) => amounts.set(unit, (amounts.get(unit) ?? 0) + amount));
  const unknown = plans.reduce((all, plan) => all + plan.unknown, 0);
  return { amounts: [...amounts].map(([unit, amount]) => `${Number(amount.toFixed(6))} ${unit}`), unknown };
}

/** @param {Order} order @param {any} plan */
async function send(order, { count, costs }) {
  const { job } = await post(order.path, { ...order.body, confirm: { count, costs } });
  const put = (/** @type {Partial<Making>} */ now) => makings.set(makings.get().map((each) => (each.id === job.id ? { ...each, ...now } : each)));
  makings.set([{ ...order, id: job.id, line: "", state: "running", hint: "", entry: 0 }, ...makings.get()]);
  ended(job, ({ lines }) => put({ line: lines.at(-1) ?? "" })).then(
    async () => {
      const { entries } = await get("/api/history", { limit: RECENT });
      const own = entries.find((/** @type {any} */ entry) => entry.command === `studio: ${job.what}`);
      own && remember(own.id);
      put({ state: "ready", line: "", entry: own?.id ?? 0 });
      changed(words.moment.made(order.title));
    },
    ({ message, hint }) => put({ state: "failed", line: words.sentence(message), hint }),
  ).catch(failed);
}

/** @param {Making} making */
export function shown({ title, key, state, line, hint, again }) {
  const link = state === "ready" ? h("a", { href: to("cast", { q: `handle:${key}` }) }, words.moment.open) : null;
  const retry = state === "failed" ? h("button", { type: "button", class: "link", on: { click: again } }, words.moment.again) : null;
  return h("li", { data: { state } }, h("i", { class: "dot", data: { state } }), h("b", {}, title), link, retry, h("small", {}, line || words.moment.states[state], " ", hint));
}
