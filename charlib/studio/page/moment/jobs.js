// @ts-check
// Creating: the plans of all windows are shown with their price, sent once confirmed, and followed
// also while another view is shown.

import { at, get, post, remember } from "../frame/api.js";
import { ask } from "../frame/ask.js";
import { button, h, signal } from "../frame/dom.js";
import { ended } from "../frame/jobs.js";
import { listen } from "../frame/live.js";
import { to } from "../frame/router.js";
import { changed, failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {{path: string, body: Record<string, any>, title: string, key: string, again: () => void}} Order */
/** @typedef {Order & {id: number, line: string, state: string, hint: string, entry: number}} Making */

const RECENT = 50;

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
export async function create(orders, sent) {
  const plans = await Promise.all(orders.map(async ({ path, body }) => (await post(path, body)).plan));
  const refused = plans.flatMap((plan) => plan.refused);
  const warnings = new Set(plans.flatMap((plan) => plan.warnings));
  const rows = orders.map(({ title, body }, n) => h("li", {}, h("b", {}, title), h("span", {}, words.moment.span(body.window)), h("span", {}, plans[n].words)));
  const said = (/** @type {string} */ kind, /** @type {Iterable<string>} */ texts) => [...texts].map((text) => h("p", { class: kind }, words.sentence(text)));
  ask(words.moment.ask(orders.map(({ title }) => title), plans[0].account), [
    h("ul", { class: "orders" }, rows), orders.length > 1 && h("p", { class: "total" }, words.moment.total(sum(plans))),
    ...said("hint", new Set(plans.flatMap((plan) => plan.budgets))), ...said("hint", warnings), ...said("problem", refused),
  ], words.moment.make(orders.length), async () => {
    await Promise.all(orders.map((order, n) => sendOrder(order, plans[n])));
    sent();
  }, { isRefused: refused.length > 0 });
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
async function sendOrder(order, { count, costs }) {
  const started = await post(order.path, { ...order.body, confirm: { count, costs } });
  const { id } = started.job;
  const put = (/** @type {Partial<Making>} */ now) => makings.set(makings.get().map((each) => (each.id === id ? { ...each, ...now } : each)));
  makings.set([{ ...order, id, line: "", state: "running", hint: "", entry: 0 }, ...makings.get()]);
  ended(started, ({ lines }) => put({ line: lines.at(-1) ?? "" })).then(
    async () => {
      const { entries } = await get("/api/history", { limit: RECENT });
      const own = entries.find((/** @type {any} */ entry) => entry.command === `studio: ${started.job.what}`);
      own && remember(own.id);
      put({ state: "ready", line: "", entry: own?.id ?? 0 });
      changed(words.moment.made(order.title));
    },
    ({ message, hint }) => put({ state: "failed", line: words.sentence(message), hint }),
  ).catch(failed);
}

/** @param {Making} making */
export function makingItem({ title, key, state, line, hint, again }) {
  const link = state === "ready" && h("a", { href: to("cast", { q: `handle:${key}` }) }, words.moment.open);
  const retry = state === "failed" && button(words.moment.again, again, { class: "link" });
  return h("li", { data: { state } }, h("i", { class: "dot", data: { state } }), h("b", {}, title), link, retry, h("small", {}, line || words.moment.states[state], " ", hint));
}
