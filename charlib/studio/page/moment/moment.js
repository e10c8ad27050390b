// @ts-check
// The moment: a film, the windows that are chosen in it, and the characters created from them.

import { Failed, get, post } from "../frame/api.js";
import { button, h, latest, paused } from "../frame/dom.js";
import { bindKeys } from "../frame/keys.js";
import { ended } from "../frame/jobs.js";
import { listen } from "../frame/live.js";
import { noteAddress } from "../frame/router.js";
import { mayChange, maySpend } from "../frame/rules.js";
import { failed, toast } from "../frame/toast.js";
import { words } from "../words.js";
import { choose, dropping, nameOf, newest } from "./chooser.js";
import { cutList } from "./cuts.js";
import { faces } from "./faces.js";
import { create, ordered } from "./jobs.js";
import { panel } from "./panel.js";
import { filmPlayer } from "./player.js";
import { lengths, parsed, wrong } from "./rules.js";
import { timeline } from "./timeline.js";
import { clock, frameTimes, meant, seconds } from "../frame/times.js";

/** @typedef {import("./cuts.js").Cut} Cut */
/** @typedef {import("./panel.js").Account} Account */
/** @typedef {import("./chooser.js").Source} Source */
/** @typedef {import("./timeline.js").Side} Side */
/** @typedef {import("./timeline.js").Suggested} Suggested */
/** @typedef {import("../frame/times.js").Times} Times */

const ACCOUNT = "charlib-account";
const REACTION = "charlib-reaction";
const SHORT_S = 180;
const CHECK_MS = 120;
const NO_RULES = { min_s: null, max_s: null, min_hard: true, max_hard: true, advise_min_s: null, advise_max_s: null, settle_s: null, advise_apart: true };
const said = words.moment;

/** @type {import("../frame/router.js").View} */
export function momentView(main, { values }) {
  /** @type {Source | null} */
  let source = null;
  /** @type {Times | null} */
  let times = null;
  /** @type {Suggested[]} */
  let suggested = [];
  /** @type {import("./rules.js").Taken[]} */
  let taken = [];
  /** @type {number[]} */
  let shots = [];
  /** @type {Account[]} */
  let accounts = [];
  let project = "";
  let [picked, chosen, watching, isOver, isZoomed, isWished] = [-1, "", "", false, false, false];
  const asked = latest();

  const cuts = cutList(() => show());
  const now = cuts.now;
  const film = filmPlayer({ moved, played: (rate) => (element.toggleAttribute("data-playing", rate !== 0), (speed.textContent = said.rate(rate))), broken: copy });
  const line = timeline({
    seek, choose: select, suggested: take,
    drag: (id, which, to) => ((picked = -1), film.show(cuts.drag(id, which, to))),
  });
  const side = panel({
    choose: (id) => seek(cuts.select(id)?.start ?? 0), drop: (id) => cuts.drop(cuts.list.filter((cut) => cut.id === id)), add, create: make, suggest, suggested: take,
    typed(name, value) {
      const cut = now();
      if (cut) {
        cut[name] = value;
        cuts.tell();
      }
    },
    account(name) {
      chosen = name;
      localStorage.setItem(ACCOUNT, name);
      side.accounts(accounts, chosen);
      show();
    },
  });
  const seen = faces(side.who);
  const name = button(said.choose, () => choose(open), { class: "film" });
  const facts = h("small");
  const speed = h("span", { class: "speed" });
  const frameNow = h("span", { class: "frame" });
  /** @type {HTMLInputElement} */
  const time = h("input", { class: "timecode", "aria-label": said.clock, autocomplete: "off", value: "0:00.000" });
  const reaction = h("input", { type: "number", min: 0, max: 2, step: 0.05, value: localStorage.getItem(REACTION) ?? "0" });
  reaction.addEventListener("change", () => localStorage.setItem(REACTION, reaction.value));
  const settings = h("details", { class: "settings" }, h("summary", {}, said.settings), h("label", {}, reaction, said.reaction));
  const act = (/** @type {keyof typeof said.keys} */ what, /** @type {string} */ sign, /** @type {() => void} */ run) =>
    button(sign, run, { class: "quiet", title: said.keys[what], "aria-label": said.keys[what], data: { what } });
  const transport = h("div", { class: "deck" },
    act("back", "‹", () => step(-1)), act("play", "▶", toggle), act("on", "›", () => step(1)), time, frameNow, speed,
    act("start", "I", setStart), act("end", "O", setEnd), act("once", "⟳", once), h("span", { class: "gap" }),
    act("zoomOut", "−", () => line.zoom(2)), act("zoomIn", "+", () => line.zoom(0.5)));
  const nothing = h("div", { class: "nothing", hidden: true }, h("h2", {}, said.nothing), h("p", {}, said.nothingHelp), h("code", {}, said.nothingCommand), button(said.choose, () => choose(open)));
  const element = h("div", { class: "moment", hidden: true }, film.element, side.element, h("div", { class: "under" }, transport, line.element));
  main.append(h("h1", { class: "unseen" }, words.views.moment), h("div", { class: "tools" }, name, facts, settings), nothing, element);

  const rules = () => accounts.find((each) => each.name === chosen)?.window ?? NO_RULES;
  const ms = (/** @type {Cut} */ { start, end }) => /** @type {[number, number]} */ (times ? [times.ms(start), times.ms(end)] : [0, 0]);
  const windowOf = (/** @type {Cut} */ cut) => ms(cut).map(seconds).join(",");

  /** @param {Source} found */
  async function open(found) {
    noteAddress("moment", { source: String(found.id) });
    [source, times, suggested, taken, shots, picked, watching] = [found, null, [], [], [], -1, ""];
    cuts.open(0, null);
    [nothing.hidden, element.hidden] = [true, false];
    name.textContent = nameOf(found);
    facts.textContent = "";
    film.say("");
    side.suggest([], -1, "");
    try {
      const [told, known] = await Promise.all([get(`/api/sources/${found.id}/times`), get(`/api/sources/${found.id}/windows`)]);
      if (isOver || source !== found) {
        return;
      }
      times = frameTimes(told);
      taken = known.taken;
      suggested = known.saved.map((/** @type {string} */ window) => ({ window, score: -1, why: "", but: "", confident: true }));
      facts.textContent = said.facts(found.width ?? 0, found.height ?? 0, times.count, told.steps.length < 3);
      line.open(found.film ? found.id : 0, times, found.width && found.height ? found.width / found.height : 16 / 9);
      film.open(found.id, times, found.film && times.plays ? found.film : null);
      cuts.open(found.id, times);
      show();
      found.film ? times.plays || copy() : film.say(said.frames);
      found.film && times.end <= SHORT_S && suggest();
    } catch (error) {
      failed(error);
    }
  }

  /** Make what the browser plays; meanwhile there are frames. */
  async function copy() {
    const [of, frames] = [source, times];
    if (!of || !frames) {
      return;
    }
    film.open(of.id, frames, null);
    try {
      await ended(await post(`/api/sources/${of.id}/proxy`), ({ done, total }) => of === source && film.say(said.proxy(total ? done / total : 0)));
      if (of === source && !isOver) {
        film.say("");
        film.open(of.id, frames, `/media/proxies/${of.id}`);
      }
    } catch (error) {
      failed(error);
    }
  }

  /** Show the windows as they are now, and ask what is wrong with the chosen one. */
  function show() {
    if (!source || !times) {
      return;
    }
    side.show(cuts.list, cuts.active, times);
    side.suggest(suggested, picked, watching);
    const cut = now();
    const found = cut ? wrong(...ms(cut), rules(), taken) : [];
    side.wrong(found);
    line.show(cuts.list.map((each) => ({ ...each, hard: each === cut ? found.some(({ hard }) => hard) : wrong(...ms(each), rules(), []).some(({ hard }) => hard) })), cuts.active, marks());
    asked.stop();
    cut && chosen && check(cut);
    seen.look(source.id, cut ? windowOf(cut) : "");
  }

  const check = paused(CHECK_MS, async (/** @type {Cut} */ cut) => {
    asked.next();
    try {
      const { problems } = await get("/api/windows/check", { window: windowOf(cut), source: source?.id, account: chosen || null }, asked.signal);
      side.wrong(problems);
    } catch (error) {
      (error instanceof Failed && error.kind === "not-found") || failed(error);
    }
  });

  /** What lies on the timeline besides windows. @returns {import("./timeline.js").Mark[]} */
  function marks() {
    const [cut, { settle_s: settle }] = [now(), rules()];
    const { least, most } = lengths(rules());
    const begin = cut && times ? times.at(cut.start) : 0;
    const spans = (/** @type {{window: string}} */ { window }) => parsed(window).map((each) => each / 1000);
    return [
      ...shots.map((at) => ({ key: `c${at}`, kind: "shot", from: at, to: at, text: said.shot })),
      ...(settle ? [{ key: "settle", kind: "settle", from: 0, to: settle, text: said.settle(settle) }] : []),
      ...(cut && most < Infinity ? [{ key: "rule", kind: "rule", from: begin + least, to: begin + most, text: said.lengths(least, most) }] : []),
      ...taken.map((each) => ({ key: `t${each.handle} ${each.window}`, kind: "taken", from: spans(each)[0], to: spans(each)[1], text: said.taken(each.handle) })),
      ...suggested.map((each, number) => ({ key: `s${number} ${each.window}`, kind: "ghost", from: spans(each)[0], to: spans(each)[1], text: said.suggestion(number + 1, each), number, on: number === picked })),
    ];
  }

  async function suggest() {
    const of = source;
    if (!of || watching) {
      return;
    }
    watching = said.watching(0);
    show();
    try {
      const started = await post(`/api/sources/${of.id}/suggest`, { account: chosen || null });
      const found = await ended(started, ({ done, total }) => of === source && !isOver && ((watching = said.watching(total ? Math.min(1, done / total) : 0)), side.suggest(suggested, picked, watching)));
      if (of === source && !isOver) {
        [suggested, shots] = [found.windows, found.shots];
        suggested.length || toast(said.noSuggestion);
        isWished && take(0);
      }
    } catch (error) {
      failed(error);
    }
    of === source && (watching = "");
    show();
  }

  /** Take a suggestion for the chosen window. @param {number} number */
  function take(number) {
    if (!suggested.length) {
      isWished = true;
      suggest();
    } else if (times) {
      picked = (number + suggested.length) % suggested.length;
      isWished = false;
      const [start, end] = parsed(suggested[picked].window).map((each) => /** @type {Times} */ (times).nearest(each / 1000));
      cuts.put(start, end);
      seek(start);
    }
  }

  const most = () => Math.min(lengths(rules()).most, lengths(rules()).high);

  function add() {
    picked = -1;
    times && cuts.more(film.frame, most());
  }

  /** @param {number} id */
  function select(id) {
    id === cuts.active || (picked = -1);
    cuts.select(id);
  }

  function setStart() {
    const early = film.rate > 0 ? Number(reaction.value) || 0 : 0;
    picked = -1;
    times && cuts.setStart(times.frame(times.at(film.frame) - early), most());
  }

  function setEnd() {
    picked = -1;
    times && cuts.setEnd(film.frame, most());
  }

  function make() {
    if (!maySpend) {
      toast(mayChange ? said.noSpend : words.readOnly);
      return;
    }
    const cut = now();
    const unnamed = cut && !cut.handle.trim() ? cut : cuts.list.find(({ handle }) => !handle.trim());
    if (!cut || !source) {
      suggested.length ? take(0) : toast(said.noWindow);
    } else if (unnamed) {
      const isHere = unnamed === cut && element.contains(document.activeElement?.closest(".making") ?? null);
      select(unnamed.id);
      isHere ? side.failed(said.noHandle, said.noHandleHint) : side.focus();
    } else {
      const [all, id] = [cuts.list, source.id];
      const orders = all.map((each) => ordered(each, { source: id, window: windowOf(each), account: chosen || null }, project, () => cuts.add(each)));
      create(orders, () => {
        picked = -1;
        cuts.drop(all);
        /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
      }).catch(({ message, hint }) => side.failed(message, hint));
    }
  }

  // -- the player

  /** @param {number} n */
  function seek(n) {
    film.rate > 0 && film.play(0);
    film.show(n);
  }
  const step = (/** @type {number} */ by) => (film.rate && film.play(0), film.show(film.frame + by));
  const skip = (/** @type {number} */ by) => times && film.show(times.frame(times.at(film.frame) + by));
  function toggle() {
    film.play(film.rate ? 0 : 1);
  }
  const faster = (/** @type {number} */ way) => film.play(film.rate * way > 0 ? film.rate * 2 : way);

  function once() {
    const cut = now();
    if (cut) {
      film.show(cut.start);
      film.play(1, cut.end - 1);
    }
  }

  /** @param {number} n */
  function moved(n) {
    line.at(n);
    frameNow.textContent = said.frame(n);
    document.activeElement === time || (time.value = clock(times?.at(n) ?? 0));
  }

  time.addEventListener("focus", () => time.select());
  time.addEventListener("keydown", (event) => {
    const to = event.key === "Enter" && times ? meant(time.value, times) : null;
    if (to !== null || event.key === "Escape") {
      event.preventDefault();
      time.blur();
      to === null ? moved(film.frame) : seek(to);
    }
  });

  function fit() {
    const cut = now();
    isZoomed = !isZoomed && Boolean(cut);
    const [from, to] = cut && times ? [times.at(cut.start), times.at(cut.end)] : [0, 0];
    isZoomed ? line.look(from - (to - from) / 2, to + (to - from) / 2) : line.fit();
  }

  const renew = paused(CHECK_MS, async () => {
    isOver || (await loadAccounts().catch(() => {}));
    if (source && !isOver) {
      const of = source;
      const found = await get(`/api/sources/${of.id}/windows`).catch(({ kind }) => (kind === "not-found" ? null : undefined));
      if (found === null && of === source) {
        [source, times, element.hidden, nothing.hidden] = [null, null, true, false]; // somebody took it back
        film.end();
        line.close();
      } else if (found && of === source) {
        taken = found.taken;
        show();
      }
    }
  });

  /** @param {KeyboardEvent} event @returns {1 | -1} */
  const way = ({ key }) => (key === "ArrowLeft" || key === "ArrowUp" || key === "[" ? -1 : 1);
  const about = said.keys;
  const ends = [
    bindKeys(words.views.moment, [
      { keys: "Space", about: about.play, run: toggle },
      { keys: "j", about: about.backwards, run: () => faster(-1) },
      { keys: "k", about: about.stop, run: () => film.play(0) },
      { keys: "l", about: about.faster, run: () => faster(1) },
      { keys: ",", about: about.back, run: () => step(-1) },
      { keys: ".", about: about.on, run: () => step(1) },
      { keys: "ArrowLeft, ArrowRight", about: about.second, run: (event) => skip(way(event)) },
      { keys: "Ctrl+ArrowLeft, Ctrl+ArrowRight", about: about.percent, run: (event) => skip((way(event) * (times?.end ?? 0)) / 100) },
      { keys: "Alt+ArrowLeft, Alt+ArrowRight", about: about.key, run: (event) => times && seek(times.key(film.frame, way(event))) },
      { keys: "Home, End", about: about.ends, run: ({ key }) => seek(key === "Home" ? 0 : Infinity) },
      { keys: "i", about: about.start, run: setStart },
      { keys: "o", about: about.end, run: setEnd },
      { keys: "Shift+ArrowLeft, Shift+ArrowRight", about: about.bounds, run: (event) => { const cut = now(); cut && seek(way(event) < 0 ? cut.start : cut.end); } },
      { keys: "p", about: about.once, run: once },
      { keys: "[, ]", about: about.suggestion, run: (event) => take(picked < 0 ? (way(event) < 0 ? -1 : 0) : picked + way(event)) },
      { keys: "+", about: about.add, run: add },
      { keys: "Backspace, Delete", about: about.drop, run: () => { const cut = now(); cut && cuts.drop([cut]); } },
      { keys: "ArrowUp, ArrowDown", about: about.other, run: (event) => seek(cuts.other(way(event))?.start ?? film.frame) },
      { keys: "Enter", about: about.create, run: make },
      { keys: "Ctrl+ArrowUp", about: about.zoomIn, run: () => line.zoom(0.5) },
      { keys: "Ctrl+ArrowDown", about: about.zoomOut, run: () => line.zoom(2) },
      { keys: "z", about: about.fit, run: fit },
      { keys: "G", about: about.go, run: () => time.focus() },
      { keys: "m", about: about.mute, run: film.mute },
      { keys: "/", about: about.choose, run: () => choose(open) },
    ]),
    listen("change", renew),
    listen("reload", renew),
    dropping(main, open),
    film.end,
    line.end,
    side.end,
    () => ((isOver = true), asked.stop(), seen.stop()),
  ];

  async function loadAccounts() {
    accounts = (await get("/api/accounts")).accounts.filter((/** @type {Account} */ { creates }) => creates);
    const kept = chosen || localStorage.getItem(ACCOUNT);
    chosen = (accounts.find((each) => each.name === kept) ?? accounts.find((each) => each.default) ?? accounts[0])?.name ?? "";
    side.accounts(accounts, chosen);
  }

  async function begin() {
    const [known] = await Promise.all([get("/api/studio"), loadAccounts()]);
    project = known.project;
    const [id, task] = [values.get("source"), values.get("task")];
    const found = id ? await get(`/api/sources/${Number(id)}`) : task ? await get(`/api/tasks/${Number(task)}/source`) : await newest();
    found ? isOver || (await open(found)) : (nothing.hidden = false);
  }
  begin().catch((error) => {
    nothing.hidden = false;
    failed(error);
  });
  return () => ends.forEach((end) => end());
}
