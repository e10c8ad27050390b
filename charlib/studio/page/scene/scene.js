// @ts-check
// The scene: drafts of prompts, what is wrong with one, its form and price at every account, and
// sending it: one scene at some accounts, or a table of scenes.

import { accountCards, askFields } from "./accounts.js";
import { get, isAborted, post } from "../frame/api.js";
import { reason } from "../frame/ask.js";
import { composer, face, mentionList, unit } from "./composer.js";
import { button, fill, h, latest, options, paused } from "../frame/dom.js";
import { allDrafts, dropDraft, keepDraft, newDraft, readDraft, watchDrafts } from "./drafts.js";
import { bindKeys } from "../frame/keys.js";
import { onDrop } from "../frame/drop.js";
import { listen } from "../frame/live.js";
import { noteAddress, to } from "../frame/router.js";
import { mayChange, maySpend } from "../frame/rules.js";
import { progress, sendScenes } from "./sending.js";
import { sceneTable } from "./table.js";
import { failed, toast } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("./accounts.js").Account} Account */
/** @typedef {import("./accounts.js").Rendered} Rendered */
/** @typedef {import("./drafts.js").Draft} Draft */
/** @typedef {{kind: string, severity: string, start: number, end: number, message: string, hint: string, fixes: string[], view: string}} Finding */

const LINT_MS = 150;
const PRICE_MS = 300;
const LABEL_LONG = 40;

/** @type {import("../frame/router.js").View} */
export function sceneView(main, { values }) {
  let now = first(values);
  /** @type {Account[]} */
  let accounts = [];
  /** @type {Rendered[]} */
  let rendered = [];
  /** @type {{slug: string, episode: number | null, current: boolean}[]} */
  let projects = [];
  /** @type {Finding[]} */
  let findings = [];
  /** @type {Finding[]} */
  let known = [];
  /** @type {import("./table.js").Checked | null} */
  let checked = null;
  const rule = maySpend ? "" : mayChange ? words.scene.noSpend : words.scene.readOnly;
  let isBusy = false;
  const asked = latest();

  const text = composer((value) => write({ text: value }));
  const list = mentionList(text, () => now.project, () => check());
  const asks = askFields((name, value) => write({ wishes: { ...now.wishes, [name]: value } }));
  const cards = accountCards((name) => {
    const others = now.accounts.filter((each) => each !== name);
    write({ accounts: now.rows ? [name] : others.length < now.accounts.length ? others : [...now.accounts, name] });
  });
  const table = sceneTable({
    changed: () => write({ rows: table.rows() }),
    given: () => ({ project: now.project || null, episode: now.episode || null, params: params(), again: now.again }),
    fallback: () => clean({ ...now.wishes, takes: now.takes, scene: "", account: now.accounts[0] }),
    told: (found) => (checked = found, ready()),
  });
  const work = progress(() => table.checkNow());

  const open = h("select", { "aria-label": words.scene.drafts, on: { change: () => load(readDraft(open.value) ?? now) } });
  const drop = button(words.scene.drop, remove, { class: "quiet" });
  const fresh = button(words.scene.fresh, start);
  const mode = button("", flip, { class: "quiet" });
  const project = h("select", { on: { change: () => write({ project: project.value }) } });
  const [episode, label, takes] = /** @type {const} */ (["episode", "scene", "takes"]).map((name) => {
    const input = h("input", { name, autocomplete: "off", on: { input: () => write({ [name]: input.value.trim() }) } });
    return input;
  });
  const more = h("textarea", { rows: 1, class: "params", placeholder: words.scene.paramsHint, spellcheck: "false", on: { input: () => write({ params: more.value }) } });
  const again = h("input", { type: "checkbox", on: { change: () => write({ again: again.checked }) } });
  const problems = h("ul", { id: "problems", class: "problems", "aria-live": "polite", "aria-label": words.scene.problems });
  const cast = h("ul", { class: "meant", "aria-label": words.scene.people });
  const film = button(words.scene.film, submit, { class: "main" });
  const state = h("p", { id: "state", role: "status" });
  const place = h("div", { class: "place" }, [project, episode, label, takes].map((input) => h("label", {}, words.scene.columns[input.name] ?? words.scene.project, input)));
  const one = h("div", { class: "one" }, text.element, list.element, problems, cast);
  const others = h("details", {}, h("summary", {}, words.scene.params), more);
  const filmAgain = h("label", { class: "again" }, again, words.scene.again);
  const sheet = h("section", { class: "draft", "aria-label": words.scene.title },
    h("div", { class: "line" }, open, fresh, drop, mode), place, one, table.element, asks.element, others,
    h("footer", { class: "line" }, film, filmAgain, state), work.element, h("p", { class: "hint" }, words.scene.kept));
  const body = h("div", { class: "composing" }, sheet, cards.element);
  main.append(h("h1", { class: "unseen" }, words.scene.title), body);

  /** @param {Partial<Draft>} change */
  function write(change) {
    Object.assign(now, change);
    try {
      if (keepDraft(now)) {
        toast(words.scene.forked);
      }
    } catch {
      toast(words.scene.full, undefined, { stays: true, kind: "bad" });
    }
    change.text === undefined && change.rows === undefined ? show() : shelf();
    check();
  }

  /** @param {Draft} next */
  function load(next) {
    now = next;
    [rendered, findings, known, checked] = [[], [], [], null];
    table.show(now.rows ?? []);
    show();
    text.mark([]);
    check();
  }

  function start() {
    load(newDraft({ project: now.project, episode: now.episode, accounts: now.accounts }));
    text.area.focus();
  }

  function remove() {
    const gone = now;
    dropDraft(gone.id);
    load(allDrafts()[0] ?? newDraft());
    toast(words.scene.dropped, { label: words.scene.back, run: () => (keepDraft({ ...gone, rev: "" }), load(allDrafts()[0])) });
  }

  function flip() {
    write({ rows: now.rows ? null : [] });
    load(now);
  }

  /** The drafts to choose from, with the one that is open. */
  function shelf() {
    const known = allDrafts();
    const listed = known.some(({ id }) => id === now.id) ? known : [now, ...known];
    fill(open, options(listed.map((each) => [each.id, draftName(each)])));
    open.value = now.id;
    drop.hidden = !known.some(({ id }) => id === now.id);
    noteAddress("scene", { draft: now.id });
  }

  function show() {
    shelf();
    const current = projects.find(({ current }) => current);
    fill(project, options(projects.map(({ slug }) => [slug, slug])));
    project.value = now.project || current?.slug || "";
    /** @type {HTMLElement} */ (project.parentElement).hidden = projects.length < 2;
    const usual = projects.find(({ slug }) => slug === project.value)?.episode;
    episode.placeholder = usual === null || usual === undefined ? words.scene.none : String(usual);
    [episode.value, label.value, takes.value, more.value] = [now.episode, now.scene, now.takes, now.params];
    again.checked = now.again;
    const isTable = now.rows !== null;
    mode.textContent = isTable ? words.scene.one : words.scene.table;
    [one.hidden, table.element.hidden, filmAgain.hidden] = [isTable, !isTable, !isTable];
    /** @type {HTMLElement} */ (label.parentElement).hidden = isTable;
    body.toggleAttribute("data-table", isTable);
    others.open ||= Boolean(now.params);
    text.show(now.text);
    asks.of(now.accounts[0], now.wishes);
    cards.show(accounts, now.accounts, rendered, known);
    told();
    ready();
  }

  /** What is wrong, each with what helps. */
  function told() {
    fill(problems, findings.map((each) => {
      const fixes = each.fixes.map((fix) => button(words.scene.fix(fix), () => mend(each, fix), { class: "fix" }));
      const way = each.view ? h("a", { href: to(each.view) }, each.hint) : each.hint && h("small", {}, each.hint);
      return h("li", { data: { severity: each.severity } }, h("span", {}, words.sentence(each.message)), fixes.length ? fixes : way);
    }));
    text.area.setAttribute("aria-invalid", String(findings.some(({ severity }) => severity === "error")));
  }

  /**
   * @param {Finding} finding
   * @param {string} fix
   */
  function mend({ start, end }, fix) {
    text.replace(unit(now.text, start), unit(now.text, end), fix);
  }

  function check() {
    asked.next();
    now.rows ? table.check() : (lint(), price());
  }

  /** What is half typed is no mistake yet, and all handles are compared with a mistake. */
  const isTyped = () => !list.element.hidden;

  const lint = paused(LINT_MS, async () => {
    if (isTyped()) {
      return;
    }
    const { text: prompt, accounts: [account = accounts[0]?.name] } = now;
    if (!prompt.trim() || !accounts.length) {
      return linted(prompt, { findings: [], mentions: [], cast: [] });
    }
    try {
      linted(prompt, await post("/api/prompts/lint", { text: prompt, account, ...common() }, asked.signal));
    } catch (error) {
      wrong(error);
    }
  });

  /**
   * @param {string} prompt
   * @param {{findings: Finding[], mentions: {start: number, end: number}[], cast: any[]}} found
   */
  function linted(prompt, found) {
    if (prompt !== now.text) {
      return;
    }
    known = found.findings;
    findings = found.findings.filter((each, index, all) => index === all.findIndex(({ message, start }) => message === each.message && start === each.start));
    cards.show(accounts, now.accounts, rendered, known);
    const marks = [...found.mentions.map((each) => ({ ...each, kind: "mention" })), ...findings.map((each) => ({ ...each, kind: each.severity }))];
    text.mark(marks.map(({ start, end, kind }) => ({ start: unit(prompt, start), end: unit(prompt, end), kind })));
    fill(cast, found.cast.map((who) => h("li", {}, face(who), h("span", {}, h("b", {}, `@${who.handle}`), h("small", {}, meaning(who))))));
    told();
  }

  const price = paused(PRICE_MS, async () => {
    if (isTyped()) {
      return;
    }
    try {
      const wishes = clean(now.wishes);
      const found = now.text.trim() && accounts.length
        ? (await post("/api/prompts/render", { text: now.text, takes: Number(now.takes) || 1, wishes, params: params(), ...common() }, asked.signal)).prompts
        : [];
      rendered = found;
      cards.show(accounts, now.accounts, rendered, known);
      state.textContent = rule;
      ready();
    } catch (error) {
      wrong(error);
    }
  });

  /** @param {unknown} error */
  function wrong(error) {
    isAborted(error) || fill(state, h("span", { class: "problem" }, reason(error)));
  }

  const common = () => ({ project: now.project || null, episode: now.episode || null });

  /** The other values, or null where there are none or they are no object. */
  function params() {
    let given;
    try {
      given = JSON.parse(now.params || "null");
    } catch {}
    const isFine = typeof given === "object" && !Array.isArray(given);
    more.setAttribute("aria-invalid", String(!isFine));
    return isFine ? given : null;
  }

  /** Whether it can be sent, and why not. */
  function ready() {
    const chosen = rendered.filter(({ account }) => now.accounts.includes(account));
    const isWhole = now.rows ? Boolean(checked?.plan) : chosen.length > 0 && chosen.length === now.accounts.length && chosen.every(({ plan }) => plan);
    film.disabled = isBusy || !isWhole || more.getAttribute("aria-invalid") === "true";
    const plan = now.rows ? checked?.plan : chosen.length === 1 ? chosen[0].plan : null;
    film.textContent = plan ? `${words.scene.confirm} ${plan.count} · ${plan.words}` : words.scene.film;
    film.hidden = !maySpend;
  }

  async function submit() {
    if (film.disabled || film.hidden) {
      return;
    }
    isBusy = true;
    ready();
    state.textContent = rule;
    const own = clean({ ...now.wishes, prompt: now.text, scene: now.scene, takes: now.takes, episode: now.episode === words.scene.none ? "" : now.episode });
    const rows = now.rows ? table.lines() : now.accounts.map((account) => JSON.stringify({ ...own, account })).join("\n");
    const left = now.rows ? (checked?.rows.filter(({ error }) => error).length ?? 0) : 0;
    try {
      const job = await sendScenes({ text: rows, kind: "json", params: params(), again: !now.rows || now.again, ...common() }, left);
      job && (await work.follow(job, now.rows ? {} : clean({ episode: now.episode, scene: now.scene })));
    } catch (error) {
      wrong(error);
    }
    isBusy = false;
    ready();
  }

  /** What a mark of a mention means in this episode. @param {any} who */
  function meaning({ look, looks, episodes }) {
    const name = look || (looks ? words.scene.mainLook : "");
    return [name, look && episodes && words.scene.inEpisodes(episodes)].filter(Boolean).join(" · ");
  }

  async function renew() {
    try {
      const [known, every] = await Promise.all([get("/api/accounts"), get("/api/projects")]);
      [accounts, projects] = [known.accounts, every.projects];
      state.textContent = rule;
      now.accounts = now.accounts.filter((name) => accounts.some((each) => each.name === name));
      if (!now.accounts.length) {
        const usual = accounts.filter(({ films, foreign }) => films && !foreign).sort((a, b) => Number(b.default) - Number(a.default));
        now.accounts = usual.slice(0, 1).map(({ name }) => name);
      }
      show();
      check();
    } catch (error) {
      failed(error);
    }
  }

  onDrop(body, words.scene.drops, ([file]) => {
    now.rows ?? flip();
    return table.drop(file);
  });

  const ends = [
    bindKeys(words.scene.title, [
      { keys: "Ctrl+Enter", about: words.scene.keys.film, run: () => submit(), typing: true },
      { keys: "Ctrl+.", about: words.scene.keys.fix, typing: true, run: () => {
        const first = findings.find(({ fixes }) => fixes.length);
        first && mend(first, first.fixes[0]);
      } },
      { keys: "n", about: words.scene.keys.fresh, run: start },
      { keys: "/", about: words.scene.keys.write, run: () => text.area.focus() },
      { keys: "v", about: words.scene.keys.mode, run: flip },
    ]),
    listen("change", paused(PRICE_MS, renew)),
    listen("reload", renew),
    watchDrafts((id) => {
      const kept = id === now.id && readDraft(id);
      kept ? load(kept) : shelf();
    }),
    list.end, table.end, work.end, () => asked.stop(),
  ];
  load(now);
  renew();
  return () => ends.forEach((end) => end());
}

/**
 * The draft that an address means: by its id, or by its place in the story, else the last one.
 * @param {URLSearchParams} values
 */
function first(values) {
  const [id, episode, scene, project] = ["draft", "episode", "scene", "project"].map((name) => values.get(name) ?? "");
  const known = allDrafts();
  if (id) {
    return readDraft(id) ?? newDraft();
  }
  if (episode || scene) {
    return known.find((each) => each.episode === episode && each.scene === scene && (!project || each.project === project)) ?? newDraft({ episode, scene, project });
  }
  return known[0] ?? newDraft();
}

/** @param {Draft} draft */
function draftName({ episode, scene, text, rows }) {
  const begin = rows ? `${words.scene.table} (${rows.length})` : text.trim().slice(0, LABEL_LONG);
  return [words.scene.place(episode, rows ? "" : scene), begin].filter(Boolean).join(" — ") || words.scene.unnamed;
}

/** @param {Record<string, any>} values */
const clean = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));
