// @ts-check
// One take: its film, what was decided about it, what a check found, what it was made from. Its
// element stays while its task changes, so a film goes on and a note is not lost.

import { get, post } from "../frame/api.js";
import { button, fill, h } from "../frame/dom.js";
import { inPlace } from "../frame/inplace.js";
import { ended } from "../frame/jobs.js";
import { to } from "../frame/router.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Task} Task */
/**
 * @typedef {{pick: (id: number) => void, rate: (id: number, rating: number | null) => void,
 *   note: (id: number, text: string) => void, sound: (id: number) => void,
 *   cancel: (id: number) => void, focus: () => void}} Acts
 */

const STARS = [1, 2, 3, 4, 5];
export const OPEN = new Set(["queued", "running"]);
export const takeWords = words.takes;

/**
 * @param {number} id
 * @param {Acts} act
 */
export function takeCard(id, act) {
  /** @type {Task | null} */
  let task = null;
  let [isNear, isProxy] = [false, false];
  const film = /** @type {HTMLVideoElement} */ (h("video", { muted: true, playsinline: true, preload: "metadata", tabindex: -1, data: { task: id }, on: { error: unplayable } }));
  film.muted = true;
  const message = h("div", { class: "message" });
  const sound = button(takeWords.sound, () => act.sound(id), { class: "sound", "aria-pressed": "false" });
  const name = h("b");
  const pick = button(takeWords.pick, () => act.pick(id), { class: "pick changes" });
  const stars = STARS.map((star) => button("★", () => act.rate(id, task?.rating === star ? null : star), { class: "star", "aria-label": takeWords.stars(star) }));
  const rated = h("small");
  const facts = h("p", { class: "facts" });
  const note = button("", () => edit(), { class: "text note" });
  const verdicts = h("ul", { class: "verdicts" });
  const inside = h("div");
  const more = h("details", {}, h("summary", {}, takeWords.details), inside);
  const element = h("article", { class: "take", tabindex: -1, data: { key: id } },
    h("header", {}, name, pick),
    h("div", { class: "screen" }, film, message, sound),
    h("div", { class: "stars", role: "group", "aria-label": takeWords.rating }, stars, rated),
    note, verdicts, facts, more);

  /**
   * Load the film while it is near, and let go of it when it is not: browsers keep few at a time.
   * @param {boolean} [is]
   */
  function load(is = isNear) {
    isNear = is;
    const wanted = isNear && task?.film ? (isProxy ? film.dataset.proxy ?? "" : task.film) : "";
    if (wanted === (film.getAttribute("src") ?? "")) {
      return;
    }
    wanted ? film.setAttribute("src", wanted) : film.removeAttribute("src");
    film.load();
  }

  /** The browser does not know the film, or somebody took it away since it was found. */
  async function unplayable() {
    const address = film.getAttribute("src");
    if (address) {
      const isThere = await fetch(address, { headers: { range: "bytes=0-0" } }).then(({ ok }) => ok, () => true);
      if (film.getAttribute("src") === address) {
        isThere ? show(h("p", {}, takeWords.cannotPlay), button(takeWords.proxy, proxy)) : show(h("p", {}, takeWords.states.done));
      }
    }
  }

  async function proxy() {
    show(h("p", { role: "status" }, takeWords.proxying));
    try {
      const source = await get(`/api/tasks/${id}/source`);
      await ended(await post(`/api/sources/${source.id}/proxy`));
      [film.dataset.proxy, isProxy] = [`/media/proxies/${source.id}`, true];
      show();
      load();
    } catch (error) {
      unplayable();
      failed(error);
    }
  }

  /** @param {...HTMLElement} instead of the film */
  function show(...instead) {
    fill(message, instead);
    message.hidden = !instead.length;
    film.hidden = sound.hidden = Boolean(instead.length);
  }

  const edit = () => inPlace(note, h("textarea", { value: task?.note ?? "", rows: 2, maxlength: 4000, "aria-label": takeWords.note }), (value) => act.note(id, value), element);

  element.addEventListener("focusin", act.focus);
  element.addEventListener("pointerdown", act.focus);
  const shown = new Map();
  /** Change a part only where it is another one: what has the focus keeps it. */
  const once = (/** @type {HTMLElement} */ part, /** @type {any} */ value, /** @type {() => any} */ make) => {
    const key = JSON.stringify(value);
    shown.get(part) === key || fill(part, make());
    shown.set(part, key);
  };

  return {
    element,
    film,
    load,
    edit,
    /** @param {boolean} isOn */
    sounds(isOn) {
      film.muted = !isOn;
      sound.setAttribute("aria-pressed", String(isOn));
    },
    unfold() {
      more.open = !more.open;
      more.scrollIntoView({ block: "nearest" });
    },
    get task() {
      return /** @type {Task} */ (task);
    },
    /** @param {Task} next */
    update(next) {
      const before = task;
      task = next;
      element.dataset.state = next.state;
      element.toggleAttribute("data-picked", next.picked);
      element.setAttribute("aria-label", [takeWords.take(next), next.picked && takeWords.picked, next.rating !== null && takeWords.stars(next.rating)].filter(Boolean).join(", "));
      name.textContent = takeWords.take(next);
      pick.setAttribute("aria-pressed", String(next.picked));
      pick.textContent = next.picked ? takeWords.picked : takeWords.pick;
      stars.forEach((star, index) => star.setAttribute("aria-pressed", String((next.rating ?? 0) > index)));
      rated.textContent = next.rating === null ? "" : `${next.rating}/5`;
      note.textContent = next.note || takeWords.addNote;
      note.toggleAttribute("data-blank", !next.note);
      note.classList.toggle("changes", !next.note);
      once(verdicts, next.check, () => next.check.map(verdict));
      facts.textContent = [next.model, next.params.seed !== undefined && `seed ${next.params.seed}`, next.cost && words.price(next.cost)].filter(Boolean).join(" · ");
      once(inside, [next, before?.note], () => details(next, () => act.cancel(id)));
      if (before?.film !== next.film || before?.state !== next.state || before.error !== next.error) {
        load();
        next.film ? show() : show(h("p", {}, takeWords.states[next.state] ?? next.state), h("small", { class: "problem" }, next.error ?? ""));
      }
    },
  };
}

/** @param {Task["check"][0]} found */
function verdict({ handle, look, verdict: said, score }) {
  return h("li", { data: { verdict: said } }, `@${handle}${look && `+${look}`} `, h("b", {}, said.replace("-", " ")), score === null ? "" : ` ${score.toFixed(2)}`);
}

/**
 * @param {Task} task
 * @param {() => void} cancel
 */
function details(task, cancel) {
  const { fields } = takeWords;
  const params = Object.entries(task.params).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  const rows = [
    [fields.account, task.account], [fields.model, task.model], [fields.cost, words.price(task.cost)],
    [fields.filmed, new Date(task.completed_at ?? task.created_at).toLocaleString()], [fields.remote, task.remote_id],
    ...params,
  ];
  const people = [...new Set(task.characters.map(({ handle, look }) => `@${handle}${look && `+${look}`}`))];
  return [
    h("p", { class: "prompt" }, task.template || task.prompt),
    people.length && h("p", { class: "hint" }, people.join(", ")),
    h("dl", {}, rows.filter(([, value]) => value).map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value)))),
    task.film && h("p", { class: "links" },
      h("a", { href: to("moment", { task: String(task.id) }) }, takeWords.cut), h("a", { href: task.film, download: `take-${task.id}.mp4` }, takeWords.download)),
    OPEN.has(task.state) && button(takeWords.cancel, cancel, { class: "bad changes" }),
  ].filter(Boolean);
}
