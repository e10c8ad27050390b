// @ts-check
// Takes: scenes beside them, a query, the films of a scene in step, and what is decided by keys.

import { Failed, get, post } from "../frame/api.js";
import { ask } from "../frame/ask.js";
import { button, dialog, fill, h, keyed, latest, options, paused } from "../frame/dom.js";
import { ended } from "../frame/jobs.js";
import { bindKeys } from "../frame/keys.js";
import { listen } from "../frame/live.js";
import { noteAddress, to } from "../frame/router.js";
import { changed, failed, toast } from "../frame/toast.js";
import { takesPlayer } from "./player.js";
import { savedSearches, searchBox } from "../frame/search.js";
import { sceneList } from "./scenes.js";
import { takeCard, takeWords } from "./take.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Task} Task */
/** @typedef {ReturnType<typeof takeCard>} Card */

const TAKES_AT_ONCE = 60;
const MOST_TAKES = 500;
const SEARCH_TAKES_MS = 90;
const RENEW_TAKES_MS = 80;
const NEARBY = "600px";

/** @param {Task} task */
const placeOf = ({ project, episode, scene }) => JSON.stringify([project, episode, scene]);

/** @type {import("../frame/router.js").View} */
export function takesView(main, { values }) {
  const wanted = { q: values.get("q") ?? "", sort: values.get("sort") ?? "scene", limit: TAKES_AT_ONCE };
  /** @type {Map<number, Card>} */
  const cards = new Map();
  /** @type {Task[]} */
  let found = [];
  let [active, loud, now] = [0, 0, ""];
  const asked = latest();

  const films = takesPlayer(tick);
  const box = searchBox(wanted.q, paused(SEARCH_TAKES_MS, (q) => want({ q })), takeWords, "/api/takes/complete");
  const saved = savedSearches(box, "/api/takes/searches");
  const scenes = sceneList(box.set, saved.element);
  const count = h("span", { class: "count", id: "state", role: "status" });
  const sort = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": takeWords.order, on: { change: () => want({ sort: sort.value }) } },
    options(takeWords.orders)));
  sort.value = wanted.sort;
  const list = h("div", { class: "takes" });
  const nothing = h("div", { class: "nothing", hidden: true });
  const more = button(words.more, () => want({ limit: Math.min(MOST_TAKES, wanted.limit + TAKES_AT_ONCE) }), { hidden: true });
  const most = h("p", { class: "hint", hidden: true }, takeWords.most(MOST_TAKES));
  const place = h("b", { class: "place" });
  const play = button(takeWords.play, films.toggle, { class: "main play" });
  const back = button("‹", () => films.step(-1), { class: "quiet", "aria-label": takeWords.back });
  const on = button("›", () => films.step(1), { class: "quiet", "aria-label": takeWords.on });
  const slider = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, step: "any", value: "0", "aria-label": takeWords.time, on: { input: () => films.stopAt(Number(slider.value)), pointerup: () => cards.get(active)?.element.focus() } }));
  const clock = h("span", { class: "clock" });
  const bar = h("div", { class: "transport", role: "group", "aria-label": takeWords.keys.play, hidden: true }, place, play, back, on, slider, clock);
  const acts = [button(takeWords.check, check, { class: "changes" }), button(takeWords.sheet, sheet), button(takeWords.export, exportPicked, { class: "changes" })];
  const tools = h("div", { class: "tools" }, box.element, sort, acts, count);
  const middle = h("div", { class: "middle stage" }, h("div", { class: "films" }, nothing, list, more, most), bar);
  main.append(h("h1", { class: "unseen" }, takeWords.title), tools, h("div", { class: "body" }, scenes.element, middle));

  const near = new IntersectionObserver(
    (seen) => seen.forEach(({ target, isIntersecting }) => cardOf(target)?.load(isIntersecting)),
    { root: middle.firstElementChild, rootMargin: NEARBY },
  );

  /** @param {Element} element */
  const cardOf = (element) => cards.get(Number(/** @type {HTMLElement} */ (element).dataset.key));

  /** @param {Partial<typeof wanted>} next */
  function want(next) {
    Object.assign(wanted, { limit: TAKES_AT_ONCE }, next);
    noteAddress("takes", { q: wanted.q, sort: wanted.sort === "scene" ? "" : wanted.sort });
    saved.show(wanted.q);
    load();
  }

  async function load() {
    asked.next();
    const { signal } = asked;
    try {
      const [answer, listed] = await Promise.all([get("/api/takes", wanted, signal), get("/api/scenes", {}, signal)]);
      found = answer.takes;
      box.right();
      acts.forEach((each) => (each.disabled = !found.length));
      count.textContent = takeWords.count(found.length, answer.more);
      more.hidden = !answer.more || wanted.limit === MOST_TAKES;
      most.hidden = !answer.more || !more.hidden;
      scenes.show(listed.scenes, wanted.q.trim());
      show();
      found.length || (await showNothing(signal));
    } catch (error) {
      error instanceof Failed && error.kind === "invalid" ? box.wrong(error) : failed(error);
    }
  }

  /** @param {AbortSignal} signal */
  async function showNothing(signal) {
    if (!wanted.q.trim()) {
      fill(nothing, h("h2", {}, takeWords.none), h("p", {}, h("a", { href: to("scene") }, takeWords.noneScene), takeWords.noneFilm));
      return;
    }
    fill(nothing, h("h2", {}, takeWords.noMatch), button(words.cast.clear, () => box.set("")));
    box.unknown((await get("/api/takes/unknown", { q: wanted.q }, signal)).names);
  }

  /** Show the takes that were found, those of a scene side by side. */
  function show() {
    /** @type {{name: string, tasks: Task[]}[]} */
    const groups = [];
    for (const task of found) {
      const name = placeOf(task);
      groups.at(-1)?.name === name || groups.push({ name, tasks: [] });
      groups.at(-1)?.tasks.push(task);
    }
    const seen = new Set(found.map(({ id }) => id));
    [...cards.keys()].filter((id) => !seen.has(id)).forEach(drop);
    const isMany = new Set(found.map(({ project }) => project)).size > 1;
    keyed(list, groups, ({ name, tasks }) => `${name} ${tasks[0].id}`, makeGroup, (element, { tasks }) => {
      /** @type {Element} */ (element.firstElementChild).textContent = title(tasks[0], isMany);
      keyed(/** @type {Element} */ (element.lastElementChild), tasks, ({ id }) => String(id), ({ id }) => makeCard(id).element, (_, task) => cards.get(task.id)?.update(task));
    });
    nothing.hidden = found.length > 0;
    seen.has(active) ? activate(active) : activate(found[0]?.id ?? 0);
  }

  const makeGroup = () => h("section", { class: "scene" }, h("h2"), h("div", { class: "row-of-films" }));

  /** @param {Task} task @param {boolean} isMany */
  const title = ({ project, episode, scene }, isMany) =>
    [isMany && project, episode === null && !scene ? takeWords.loose : `${takeWords.episode(episode)} · ${takeWords.scene(scene)}`].filter(Boolean).join(" · ");

  /** @param {number} id */
  function makeCard(id) {
    const card = takeCard(id, { pick: (of) => pick(of, false), rate, note, sound, cancel, focus: () => activate(id) });
    cards.set(id, card);
    near.observe(card.element);
    return card;
  }

  /** @param {number} id */
  function drop(id) {
    const card = cards.get(id);
    if (card) {
      near.unobserve(card.element);
      card.load(false);
      cards.delete(id);
    }
  }

  /** @param {number} id the take that keys are about; the films of its scene are played */
  function activate(id) {
    active = id;
    cards.forEach((card, of) => {
      card.element.tabIndex = of === id ? 0 : -1;
      card.element.toggleAttribute("data-active", of === id);
    });
    const card = cards.get(id);
    bar.hidden = !card;
    if (card) {
      now = placeOf(card.task);
      place.textContent = title(card.task, false);
      films.use([...cards.values()].filter(({ task }) => task.film && placeOf(task) === now).map(({ film }) => film));
    }
    tick();
  }

  function tick() {
    play.textContent = films.isPlaying ? takeWords.pause : takeWords.play;
    slider.max = String(films.length || 1);
    slider.value = String(films.time);
    const at = `${films.time.toFixed(2)} / ${films.length.toFixed(2)} s`;
    clock.textContent = at;
    slider.setAttribute("aria-valuetext", at);
  }

  /**
   * Show a decision at once; take it back where the library refuses it.
   * @param {number} id
   * @param {Partial<Task>} values
   * @param {string} path
   * @param {Record<string, any>} given
   * @param {string} said
   */
  async function decide(id, values, path, given, said) {
    const card = cards.get(id);
    if (!card) {
      return;
    }
    const before = card.task;
    card.update({ ...before, ...values });
    try {
      card.update(await post(`/api/takes/${id}/${path}`, given));
      changed(said);
    } catch (error) {
      card.update(before);
      failed(error);
    }
    load();
  }

  /** @param {number} id @param {boolean} also */
  function pick(id, also) {
    const task = cards.get(id)?.task;
    if (task) {
      const picked = !task.picked;
      decide(id, { picked }, picked ? "pick" : "unpick", picked ? { also } : {}, takeWords.didPick(takeWords.take(task), picked));
    }
  }

  /** @param {number} id @param {number | null} rating */
  function rate(id, rating) {
    const task = cards.get(id)?.task;
    task && decide(id, { rating }, "rate", { rating }, takeWords.didRate(takeWords.take(task), rating));
  }

  /** @param {number} id @param {string} words_ */
  function note(id, words_) {
    const task = cards.get(id)?.task;
    task && decide(id, { note: words_.trim() }, "note", { text: words_ }, takeWords.didNote(takeWords.take(task)));
  }

  /** @param {number} id */
  function sound(id) {
    loud = loud === id ? 0 : id;
    cards.forEach((card, of) => card.sounds(of === loud));
  }

  /** @param {number} id */
  async function cancel(id) {
    try {
      await post(`/api/tasks/${id}/cancel`);
      toast(takeWords.cancelled);
    } catch (error) {
      failed(error);
    }
    load();
  }

  async function check() {
    const takes = found.filter((task) => placeOf(task) === now && task.film).map(({ id }) => String(id));
    try {
      if (!takes.length || (await get("/api/identity")).on) {
        takes.length && (await compare(takes));
        return;
      }
      ask(takeWords.identity, h("p", {}, takeWords.identityHelp), takeWords.identityOn, async () => {
        await post("/api/identity/on");
        compare(takes).catch(failed);
      });
    } catch (error) {
      failed(error);
    }
  }

  /** @param {string[]} takes */
  async function compare(takes) {
    toast(takeWords.checking);
    const { takes: done, problems } = await ended(await post("/api/takes/check", { takes }));
    toast(takeWords.checked(done.filter((/** @type {Task} */ task) => task.check.length).length));
    problems.slice(0, 2).forEach((/** @type {any} */ { message, hint }) => toast(words.sentence(message), undefined, { stays: true, kind: "bad", hint }));
    load();
  }

  function sheet() {
    const address = `/api/takes/sheet?${new URLSearchParams({ q: wanted.q })}`;
    const shut = () => shown.close();
    const wrong = () => (shut(), get(address).catch(failed));
    const shown = dialog("sheet", takeWords.sheet,
      h("header", {}, h("h2", {}, takeWords.sheet), h("a", { href: address, download: "takes.jpg" }, takeWords.download), button(words.close, shut, { class: "quiet" })),
      h("img", { src: address, alt: takeWords.sheet, on: { error: wrong } }));
  }

  function exportPicked() {
    const asTimeline = h("label", { class: "tick-box" }, h("input", { type: "checkbox", name: "timeline" }), takeWords.timeline);
    ask(takeWords.exportTitle, [h("p", {}, takeWords.exportHelp), asTimeline], takeWords.export.replace("…", ""), async (form) => {
      const q = wanted.q.trim() ? `(${wanted.q}) picked:yes` : "picked:yes";
      toast(takeWords.exported(await post("/api/takes/export", { q, timeline: form.has("timeline") })));
    });
  }

  /** @param {KeyboardEvent} event */
  function move({ key }) {
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".take")]);
    const from = all.findIndex((each) => Number(each.dataset.key) === active);
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    const next = step === undefined ? beside(all, from, key === "ArrowDown") : from + step;
    all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
  }

  /**
   * The take above or below: the nearest one of the next row.
   * @param {HTMLElement[]} all
   * @param {number} from
   * @param {boolean} isDown
   */
  function beside(all, from, isDown) {
    const { x, y } = all[from].getBoundingClientRect();
    const places = all.map((each, index) => ({ index, at: each.getBoundingClientRect() }));
    const others = places.filter(({ at }) => (isDown ? at.y > y + 1 : at.y < y - 1));
    others.sort((a, b) => Math.abs(a.at.y - y) - Math.abs(b.at.y - y) || Math.abs(a.at.x - x) - Math.abs(b.at.x - x));
    return others[0]?.index ?? from;
  }

  box.element.addEventListener("leave", () => cards.get(active)?.element.focus());
  slider.addEventListener("keydown", (event) => /^(Arrow|Home|End|Page)/.test(event.key) && event.stopPropagation());
  const renew = paused(RENEW_TAKES_MS, load);
  const k = takeWords.keys;
  const ends = [
    bindKeys(takeWords.title, [
      { keys: "/", about: takeWords.search, run: () => box.input.select() },
      { keys: "ArrowLeft, ArrowRight, ArrowUp, ArrowDown", about: k.move, run: move },
      { keys: "Home, End", about: k.ends, run: move },
      { keys: "Space", about: k.play, run: films.toggle },
      { keys: ",, .", about: k.frame, run: ({ key }) => films.step(key === "," ? -1 : 1) },
      { keys: "Shift+ArrowLeft, Shift+ArrowRight", about: k.second, run: ({ key }) => films.seek(films.time + (key === "ArrowLeft" ? -1 : 1)) },
      { keys: "b", about: k.start, run: () => films.seek(0) },
      { keys: "0, 1, 2, 3, 4, 5", about: k.rate, run: ({ key }) => rate(active, Number(key)) },
      { keys: "Backspace", about: k.unrate, run: () => rate(active, null) },
      { keys: "p", about: k.pick, run: () => pick(active, false) },
      { keys: "P", about: k.also, run: () => pick(active, true) },
      { keys: "n", about: k.note, run: () => cards.get(active)?.edit() },
      { keys: "m", about: k.sound, run: () => sound(active) },
      { keys: "d", about: k.details, run: () => cards.get(active)?.unfold() },
      { keys: "c", about: k.check, run: check },
    ]),
    listen("change", renew),
    listen("reload", renew),
    () => (near.disconnect(), films.end(), asked.stop(), cards.forEach((card) => card.load(false))),
  ];
  saved.show(wanted.q);
  saved.load();
  load();
  return () => ends.forEach((end) => end());
}
