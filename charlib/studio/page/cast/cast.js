// @ts-check
// The cast: search, filters, the grid, a selection, and the card of one character.

import { Failed, get, keyOf, post } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { bulkBar, changeMany } from "./bulk.js";
import { characterCard } from "./card.js";
import { showCell } from "./cell.js";
import { button, fill, h, latest, options, paused, signal } from "../frame/dom.js";
import { takeFiles } from "./drop.js";
import { facetList } from "./facets.js";
import { grid } from "../frame/grid.js";
import { bindKeys, bindKeysTo } from "../frame/keys.js";
import { listen } from "../frame/live.js";
import { pages } from "./pages.js";
import { mergeInto } from "./merge.js";
import { go, noteAddress, to } from "../frame/router.js";
import { mayChange } from "../frame/rules.js";
import { savedSearches, searchBox } from "../frame/search.js";
import { selection } from "./selection.js";
import { changed, failed } from "../frame/toast.js";
import { words } from "../words.js";

const SEARCH_MS = 70;
const FACETS_MS = 250;
const LAYOUT = "charlib-layout";
const NARROW = "(width < 900px)";
const MOST_STRETCH = 10_000;

/** @type {import("../frame/router.js").View} */
export function castView(main, { values }) {
  const wanted = { q: values.get("q") ?? "", sort: values.get("sort") ?? "newest" };
  const layout = signal(localStorage.getItem(LAYOUT) === "list" ? "list" : "grid");
  const count = h("span", { class: "count", id: "state", role: "status" });
  const where = h("span", { class: "where", "aria-hidden": "true" });
  const nothing = h("div", { class: "nothing", hidden: true });
  let anchor = 0;
  const asked = latest();

  const cast = pages({ changed: arrived, failed: mistaken });
  const chosen = selection(() => {
    bar.show();
    view.render();
  });
  const bar = bulkBar(chosen, change);
  const view = grid(words.cast.title, {
    count: () => cast.total,
    cell: (element, index) => {
      const person = cast.item(index);
      showCell(element, person, { isChosen: Boolean(person && chosen.has(keyOf(person))), isOpen: Boolean(person && keyOf(person) === panel.key) });
    },
    need: (from, to) => cast.need(from, to),
    moved: (first) => (where.textContent = cast.total ? words.cast.position(first, cast.total) : ""),
  });
  const panel = characterCard({
    replace: (key, next) => cast.replace(key, next),
    closed: () => {
      layoutPanel();
      view.focus(view.active);
    },
    merge: (person) => mergeInto(person, openOne),
    move: (person) => changeMany("move", () => ({ handles: [keyOf(person)] }), ({ to }) => openOne({ ...person, project: to })),
  });
  const box = searchBox(wanted.q, paused(SEARCH_MS, (q) => want({ q })));
  const saved = savedSearches(box);
  const filters = facetList(box.now, (q) => box.set(q), saved.element, button(words.trash.title, () => go("work", { part: "trash" }), { class: "fold trash-can" }));

  /** @param {Partial<typeof wanted>} next */
  function want(next) {
    Object.assign(wanted, next);
    noteAddress("cast", { q: wanted.q, sort: wanted.sort === "newest" ? "" : wanted.sort });
    isFirst = true;
    cast.want({ ...wanted });
    saved.show(wanted.q);
    count_();
  }
  let isFirst = true;

  /** @param {number} total */
  function arrived(total) {
    box.right();
    count.textContent = words.characters(total);
    nothing.hidden = total > 0;
    view.element.hidden = total === 0;
    if (total === 0) {
      showNothing();
    }
    isFirst ? view.rewind() : view.resized();
    isFirst = false;
  }

  /** @param {unknown} error */
  function mistaken(error) {
    if (error instanceof Failed && error.kind === "invalid") {
      box.wrong(error);
      count.textContent = "";
      nothing.hidden = true;
    } else {
      failed(error);
    }
  }

  const count_ = paused(FACETS_MS, async () => {
    asked.next();
    const { q } = wanted;
    try {
      filters.show(await get("/api/facets", { q }, asked.signal), q);
      const { names } = await get("/api/unknown", { q }, asked.signal);
      box.unknown(names);
    } catch (error) {
      (error instanceof Failed && error.kind === "invalid") || failed(error);
    }
  });

  function showNothing() {
    if (wanted.q.trim()) {
      const clear = button(words.cast.clear, () => box.set(""));
      fill(nothing, h("h2", {}, words.cast.noMatch), clear);
    } else {
      const film = h("a", { href: to("moment") }, words.cast.noneFilm);
      fill(nothing, h("h2", {}, words.cast.none), h("p", {}, film, words.cast.noneAdd));
    }
  }

  /** @param {import("./bulk.js").Action} action */
  function change(action) {
    if (!mayChange) {
      return;
    }
    if (!chosen.count) {
      const person = cast.item(view.active);
      person && chosen.add([keyOf(person)]);
    }
    if (chosen.count) {
      changeMany(action, () => chosen.meant(), () => {
        chosen.clear();
        view.focus(view.active);
      });
    }
  }

  /** @param {number} index */
  function open(index) {
    const person = cast.item(index);
    person && openOne(person);
  }

  /** @param {import("../frame/types.js").Character} person */
  function openOne(person) {
    panel.open(person).then(view.render);
    layoutPanel();
    if (matchMedia(NARROW).matches) {
      panel.focus(); // it covers the cast
    }
  }

  function layoutPanel() {
    body.toggleAttribute("data-open", !panel.element.hidden);
    view.render();
  }

  /** @param {number} index */
  function pick(index) {
    const person = cast.item(index);
    if (person) {
      anchor = index;
      chosen.toggle(keyOf(person));
    }
  }

  /** @param {number} index */
  async function extend(index) {
    const [from, to] = [Math.min(anchor, index), Math.max(anchor, index)];
    try {
      chosen.add(await cast.keys(from, Math.min(to, from + MOST_STRETCH)));
    } catch (error) {
      failed(error);
    }
  }

  /** @param {(event: KeyboardEvent) => number} step how far an arrow goes */
  const moving = (step) => (/** @type {KeyboardEvent} */ event) => {
    const before = view.active;
    view.focus(before + step(event));
    if (event.shiftKey) {
      extend(view.active);
    } else {
      anchor = view.active;
      panel.element.hidden || open(view.active);
    }
  };
  /** @param {KeyboardEvent} event */
  const arrow = ({ key }) => ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -view.steps().row, ArrowDown: view.steps().row })[key] ?? 0;
  const arrows = "ArrowLeft, ArrowRight, ArrowUp, ArrowDown";

  function add() {
    const handle = h("input", { name: "handle", autofocus: true, autocomplete: "off", required: true });
    mayChange && ask(words.cast.addTitle, labelled(words.cast.handle, handle), words.cast.add, async (_, given) => {
      const person = await post("/api/characters", { handle: given.handle.replace(/^@/, "") });
      changed(words.cast.added(person.handle));
      openOne(person);
    });
  }

  const sort = h("select", { "aria-label": words.cast.order, on: { change: () => want({ sort: sort.value }) } },
    options(words.cast.orders));
  sort.value = wanted.sort;
  const toggle = button("", flip, { class: "quiet" });
  const fold = button(words.cast.filters, unfold, { class: "quiet narrow", "aria-expanded": "false" });
  const tools = h("div", { class: "tools" }, box.element, sort, toggle, fold, mayChange && button(words.cast.add, add), count, where);
  const body = h("div", { class: "body" }, filters.element, h("div", { class: "middle" }, nothing, view.element, bar.element), panel.element);
  main.append(h("h1", { class: "unseen" }, words.cast.title), tools, body);

  function flip() {
    layout.set(layout.get() === "grid" ? "list" : "grid");
  }
  function unfold() {
    fold.setAttribute("aria-expanded", String(body.toggleAttribute("data-filters")));
  }
  layout.watch((now) => {
    localStorage.setItem(LAYOUT, now);
    toggle.textContent = now === "grid" ? words.cast.list : words.cast.grid;
    view.layout(now === "list");
  });

  view.element.addEventListener("click", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest(".cell");
    if (!(cell instanceof HTMLElement)) {
      return;
    }
    const index = Number(cell.dataset.index);
    const isMark = /** @type {HTMLElement} */ (event.target).closest(".mark");
    view.focus(index);
    event.shiftKey ? extend(index) : isMark || event.ctrlKey || event.metaKey ? pick(index) : open(index);
  });
  box.element.addEventListener("leave", () => view.focus(view.active));

  const ends = [
    bindKeys(words.cast.title, [
      { keys: "/", about: words.cast.search, run: () => box.input.select() },
      { keys: "v", about: words.cast.layout, run: flip },
      { keys: "n", about: words.cast.addTitle, run: add },
      { keys: "Escape", about: words.cast.unselect, run: () => (panel.element.hidden ? chosen.clear() : panel.shut()) },
    ]),
    bindKeysTo(view.element, words.cast.select, [
      { keys: arrows, about: words.cast.move, run: moving(arrow) },
      { keys: arrows.replace(/Arrow/g, "Shift+Arrow"), about: words.cast.extend, run: moving(arrow) },
      { keys: "Home, End, Shift+Home, Shift+End", about: words.cast.ends, run: moving(({ key }) => (key === "Home" ? -Infinity : Infinity)) },
      { keys: "PageUp, PageDown", about: words.cast.pages, run: moving(({ key }) => (key === "PageUp" ? -1 : 1) * view.steps().screen) },
      { keys: "Space", about: words.cast.select, run: () => pick(view.active) },
      { keys: "Ctrl+A", about: words.cast.all, run: () => chosen.all(wanted.q, cast.total) },
      { keys: "Enter", about: words.cast.open, run: () => open(view.active) },
      { keys: "e", about: words.cast.keyEdit, run: () => (open(view.active), panel.edit()) },
      { keys: "t", about: words.cast.keyTag, run: () => change("tag") },
      { keys: "T", about: words.cast.keyUntag, run: () => change("untag") },
      { keys: "Delete", about: words.cast.keyTrash, run: () => change("trash") },
    ]),
    listen("change", renew),
    listen("reload", renew),
    view.end,
  ];

  function renew() {
    cast.renew();
    view.render();
    cast.total || cast.need(0, 0);
    panel.renew();
    count_();
  }

  takeFiles(body, { open: openOne, shown: () => panel.key });
  saved.load();
  want({});
  return () => ends.forEach((end) => end());
}
