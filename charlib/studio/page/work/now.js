// @ts-check
// What is running, what got no answer, and the ways to settle it.

import { get, post } from "../frame/api.js";
import { ask } from "../frame/ask.js";
import { fill, h } from "../frame/dom.js";
import { ended, jobs, loadJobs } from "../frame/jobs.js";
import { failed, toast } from "../frame/toast.js";
import { act, draw, row, section, timeOf, workWords } from "./part.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Unsettled} Unsettled */
/** @typedef {import("../frame/types.js").Task} Task */
/** @typedef {import("../frame/types.js").Job} Job */
/** @typedef {import("../frame/types.js").Character} Character */

const UNFINISHED = "state:queued or state:running";
const MAKING = "state:planned or state:sending or state:processing";
const LOST = "state:unknown";
const MOST_RUNNING = 100;

/** @type {import("./part.js").Part} */
export async function now(element, redraw) {
  const [{ requests }, { share }, { takes: lost }, { takes }, { characters }] = await Promise.all([
    get("/api/unsettled"), get("/api/share"), get("/api/takes", { q: LOST, limit: MOST_RUNNING }), get("/api/takes", { q: UNFINISHED, limit: MOST_RUNNING }), get("/api/characters", { q: MAKING, limit: MOST_RUNNING }), loadJobs(),
  ]);
  const running = [...takes.map((/** @type {Task} */ task) => film(task, redraw)), ...characters.map(creation)];
  draw(element,
    section(workWords.unanswered, requests.map((/** @type {Unsettled} */ each) => request(each, lost.find((/** @type {Task} */ { id }) => each.label === `task ${id}`), redraw)), workWords.noUnanswered, requests.length ? h("p", { class: "help" }, workWords.unansweredHelp) : []),
    section(workWords.running, running, workWords.noRunning),
    jobs.get().length ? section(workWords.jobs, jobs.get().map(job), "") : null,
    share && section(workWords.share, [member(share)], ""));
}

/** @param {import("../frame/types.js").Share} share */
function member({ url, name, read_only: isReadOnly, pulled_at: pulled, pushed_at: pushed, unpushed, members }) {
  const list = h("ul", { class: "list" });
  const look = act(workWords.claims, "claims", async () => {
    const { claims } = await get("/api/share/claims");
    fill(list, claims.length ? claims.map((/** @type {import("../frame/types.js").Claim} */ each) => h("li", {}, workWords.claim(each), " ", timeOf(each.since))) : h("li", {}, workWords.noClaims));
  }, "");
  return row([
    h("b", {}, url), h("small", {}, workWords.member(name, isReadOnly, members)),
    h("p", {}, workWords.pulled, " ", pulled ? timeOf(pulled) : workWords.never),
    !isReadOnly && h("p", {}, workWords.pushed, " ", pushed ? timeOf(pushed) : workWords.never, " · ", workWords.unpushed(unpushed)), list,
  ], look, { share: name });
}

/** Send what was confirmed before, poll, download. */
export async function sync() {
  try {
    const started = await post("/api/sync");
    toast(workWords.syncing);
    toast(workWords.synced(await ended(started)));
  } catch (error) {
    failed(error);
  }
}

/**
 * @param {Unsettled} request
 * @param {Task | undefined} film that was asked for
 * @param {() => void} redraw
 */
function request({ key, what, label, account, error, is_sending, is_trashed, cost }, film, redraw) {
  /** @param {string} how @param {Record<string, any>} given */
  const settle = async (how, given) => {
    const started = await post(`/api/unsettled/${key}/${how}`, given);
    if (started.job) {
      toast(workWords.settling);
      ended(started).then(() => toast(workWords.settled), failed).finally(redraw);
    } else {
      toast(workWords.settled);
    }
    redraw();
  };
  const isUpload = what === "upload";
  const field = isUpload ? workWords.url : workWords.id;
  const adopt = () => ask(label, [h("p", {}, isUpload ? workWords.adoptUpload : workWords.adoptHelp), h("label", {}, field, h("input", { name: "id", required: true, autocomplete: "off" }))],
    words.save, (form) => settle("adopt", { id: String(form.get("id")).trim() }));
  const lost = () => ask(label, h("p", {}, workWords.lostHelp), workWords.lost, () => settle("lost", {}));
  const resend = () => ask(label, [h("p", {}, workWords.resendHelp), h("p", {}, h("b", {}, workWords.price(words.price(cost))))],
    workWords.resend.replace("…", ""), () => settle("resend", { confirm: true }));
  const acts = is_sending ? [] : [
    act(workWords.adopt, `adopt ${key}`, adopt), act(workWords.lost, `lost ${key}`, lost),
    !is_trashed && act(workWords.resend, `resend ${key}`, resend, "spends"),
  ];
  return row([
    h("b", {}, label), h("small", {}, `${account} · ${words.price(cost)}`), h("p", {}, is_sending ? workWords.waiting : words.sentence(error)),
    film && h("p", { class: "one-line" }, film.template || film.prompt), is_trashed && h("small", {}, workWords.trashed),
  ], acts, { state: "unknown", key });
}

/**
 * @param {Task} task
 * @param {() => void} redraw
 */
function film({ id, account, state, template, prompt, cost }, redraw) {
  const cancel = async () => {
    await post(`/api/tasks/${id}/cancel`);
    toast(workWords.cancelled);
    redraw();
  };
  return row([
    h("b", {}, workWords.film(id)), h("span", { class: "state" }, state), h("small", {}, `${account} · ${words.price(cost)}`), h("p", { class: "one-line" }, template || prompt),
  ], act(workWords.cancelFilm, `cancel ${id}`, cancel), { state, task: String(id) });
}

/** @param {Character} person */
function creation({ handle, bindings }) {
  const open = bindings.filter(({ state }) => MAKING.includes(`state:${state}`));
  return row([h("b", {}, `@${handle}`), ...open.map(({ account, state }) => h("small", {}, `${account} · ${state}`))], [], { state: "processing" });
}

/** @param {Job} job */
function job({ what, state, done, total, lines, error }) {
  const bar = state === "running" && total ? h("progress", { max: total, value: done }) : null;
  bar?.setAttribute("value", String(done));
  return row([h("b", {}, workWords.job(what)), h("span", { class: "state" }, state), bar, h("p", { class: error ? "problem" : "one-line" }, error ? words.sentence(error.error.message) : lines.at(-1) ?? "")], [], { state });
}
