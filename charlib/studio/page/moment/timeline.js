// @ts-check
// The timeline: a ruler, tiles, and over them windows with their handles, suggestions, what others
// have, what the account allows, and where the player is.

import { button, h, keyed } from "../frame/dom.js";
import { words } from "../words.js";
import { strip } from "./strip.js";
import { clock, seconds } from "../frame/times.js";

/** @typedef {import("../frame/times.js").Times} Times */
/** @typedef {{id: number, start: number, end: number, handle: string, look: string, hard: boolean}} Range */
/** @typedef {{window: string, score: number, why: string, but: string, confident: boolean}} Suggested */
/** @typedef {"start" | "end"} Side */
/** @typedef {{from: number, to: number, kind: string, text?: string, key: string, number?: number, on?: boolean}} Mark */

const SIDES = 14;
const RULER = 20;
const TILES = 54;
const LABEL_WIDE = 76;
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const FRAMES_APART = 5;
const LEAST_FRAMES = 6;

/** @param {string} handle @param {string} look */
const rangeName = (handle, look) => handle && `@${handle}${look && `+${look}`}`;

/**
 * @param {{seek: (frame: number) => void, drag: (id: number, side: Side, to: number) => void,
 *   choose: (id: number) => void, suggested: (number: number) => void}} tell
 */
export function timeline(tell) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const marks = h("div", { class: "marks" });
  const ranges = h("div", { class: "ranges" });
  const head = h("div", { class: "head" });
  /** @type {HTMLElement} */
  const track = h("div", { class: "track", id: "track" }, canvas, marks, ranges, head);
  const seen = h("div", { class: "seen" });
  const whole = h("div", { class: "whole", role: "scrollbar", tabindex: 0, "aria-controls": "track", "aria-label": words.moment.part, "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 0, "aria-valuenow": 0 }, seen);
  const element = h("div", { class: "timeline", role: "group", "aria-label": words.moment.timeline }, track, whole);
  const tiles = strip(() => draw());
  /** @type {Times | null} */
  let times = null;
  let [from, to, width, aspect, frame, active, drawing] = [0, 1, 1, 16 / 9, 0, 0, 0];
  /** @type {Range[]} */
  let windows = [];
  /** @type {Mark[]} */
  let told = [];

  const x = (/** @type {number} */ at) => SIDES + ((at - from) / (to - from)) * width;
  const moment = (/** @type {number} */ px) => from + ((px - SIDES) / width) * (to - from);
  const inside = (/** @type {PointerEvent | WheelEvent} */ event) => moment(event.clientX - track.getBoundingClientRect().left);

  /** @param {HTMLElement} item @param {number} start @param {number} [end] */
  function place(item, start, end) {
    item.style.left = `${x(start).toFixed(2)}px`;
    end === undefined || (item.style.width = `${Math.max(1, x(end) - x(start)).toFixed(2)}px`);
  }

  function draw() {
    drawing ||= requestAnimationFrame(() => {
      drawing = 0;
      times && paint(times);
    });
  }

  /** @param {Times} film */
  function paint(film) {
    width = Math.max(1, track.clientWidth - 2 * SIDES);
    const [ratio, high] = [devicePixelRatio, RULER + TILES];
    [canvas.width, canvas.height] = [(width + 2 * SIDES) * ratio, high * ratio];
    const on = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    on.scale(ratio, ratio);
    const style = getComputedStyle(track);
    const count = tiles.draw(on, { from, to, left: SIDES, top: RULER, width, height: TILES, aspect });
    tiles.refine(Math.max(0, from), Math.min(to, film.end), count);
    ruler(on, style, film);
    place(head, film.at(frame));
    keyed(marks, told, (mark) => mark.key, make, (item, mark) => {
      place(item, mark.from, mark.to);
      item.toggleAttribute("data-on", Boolean(mark.on));
    });
    keyed(ranges, windows, ({ id }) => String(id), range, (item, { id, start, end, handle, look, hard }) => {
      place(item, film.at(start), film.at(end));
      item.toggleAttribute("data-on", id === active);
      item.toggleAttribute("data-hard", hard);
      const number = windows.findIndex((each) => each.id === id) + 1;
      const [name, left, right] = /** @type {HTMLElement[]} */ ([...item.children]);
      name.textContent = handle ? rangeName(handle, look) : String(number);
      slide(left, film, words.moment.startOf(number, rangeName(handle, look)), start, 0, end - 1);
      slide(right, film, words.moment.endOf(number, rangeName(handle, look)), end, start + 1, film.count);
    });
    const [left, part] = [from / film.end, (to - from) / film.end];
    [seen.style.left, seen.style.width] = [`${left * 100}%`, `${part * 100}%`];
    whole.setAttribute("aria-valuemax", String(Math.round(Math.max(0, film.end - to + from))));
    whole.setAttribute("aria-valuenow", String(Math.round(from)));
    whole.setAttribute("aria-valuetext", words.moment.seen(clock(from, 1), clock(to, 1)));
  }

  /** @param {HTMLElement} handle @param {Times} film @param {string} label @param {number} n @param {number} least @param {number} most */
  function slide(handle, film, label, n, least, most) {
    const now = { label, valuenow: film.ms(n) / 1000, valuemin: film.ms(least) / 1000, valuemax: film.ms(most) / 1000, valuetext: words.moment.place(seconds(film.ms(n)), n === film.count ? null : n) };
    Object.entries(now).forEach(([name, value]) => handle.setAttribute(`aria-${name}`, String(value)));
  }

  /** @param {CanvasRenderingContext2D} on @param {CSSStyleDeclaration} style @param {Times} film */
  function ruler(on, style, film) {
    const step = STEPS.find((each) => (each / (to - from)) * width >= LABEL_WIDE) ?? 7200;
    on.font = `11px ${style.fontFamily}`;
    on.fillStyle = on.strokeStyle = style.color;
    on.beginPath();
    for (let n = Math.ceil(from / step); n * step <= to; n += 1) {
      const at = Math.round(x(n * step)) + 0.5;
      on.moveTo(at, RULER - 6);
      on.lineTo(at, RULER);
      at + 40 < width + 2 * SIDES && on.fillText(clock(n * step, step < 1 ? (step < 0.1 ? 2 : 1) : 0), at + 4, RULER - 7);
    }
    const first = film.frame(from);
    if ((film.frame(to) - first + 1) * FRAMES_APART <= width) {
      for (let n = first; n <= film.count && film.at(n) <= to; n += 1) {
        const at = Math.round(x(film.at(n))) + 0.5;
        on.moveTo(at, RULER - 3);
        on.lineTo(at, RULER);
      }
    }
    on.globalAlpha = 0.6;
    on.stroke();
    on.globalAlpha = 1;
  }

  /** @param {Mark} mark */
  function make({ kind, text, number }) {
    if (number === undefined) {
      return h("div", { class: `spot ${kind}`, title: text ?? "" }, kind === "rule" || kind === "taken" ? h("span", {}, text) : null);
    }
    return button(h("span", {}, number + 1), () => tell.suggested(number), { class: `spot ${kind}`, title: text, "aria-label": text });
  }

  /** @param {Range} one */
  function range({ id }) {
    const sides = /** @type {Side[]} */ (["start", "end"]).map((side) => {
      const handle = h("div", { class: `handle ${side}`, role: "slider", tabindex: 0, "aria-orientation": "horizontal", data: { side } });
      handle.addEventListener("focus", () => tell.choose(id));
      handle.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => step(event, id, side));
      dragged(handle, (event) => times && tell.drag(id, side, times.nearest(inside(event))));
      return handle;
    });
    const name = h("b", { on: { pointerdown: (/** @type {Event} */ event) => (event.stopPropagation(), tell.choose(id)) } });
    return h("div", { class: "range" }, name, sides);
  }

  /** @param {KeyboardEvent} event @param {number} id @param {Side} side */
  function step(event, id, side) {
    const one = windows.find((each) => each.id === id);
    if (!one || !times || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const by = event.shiftKey ? 10 : 1;
    const now = one[side];
    const to_ = {
      ArrowLeft: now - by, ArrowDown: now - by, ArrowRight: now + by, ArrowUp: now + by,
      PageDown: times.nearest(times.at(now) - 1), PageUp: times.nearest(times.at(now) + 1),
      Home: side === "start" ? 0 : one.start + 1, End: side === "end" ? times.count : one.end - 1,
    }[event.key];
    if (to_ !== undefined) {
      event.preventDefault();
      tell.drag(id, side, to_);
    }
  }

  /** @param {HTMLElement} item @param {(event: PointerEvent) => void} run */
  function dragged(item, run) {
    item.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && !event.defaultPrevented && !(/** @type {Element} */ (event.target).closest("button"))) {
        event.preventDefault();
        item.focus();
        item.setPointerCapture(event.pointerId);
        item === track || item === whole ? run(event) : tell.choose(Number(/** @type {any} */ (item.parentElement).keyOf));
      }
    });
    item.addEventListener("pointermove", (event) => item.hasPointerCapture(event.pointerId) && run(event));
  }

  dragged(track, (event) => times && tell.seek(times.frame(inside(event))));
  dragged(whole, (event) => {
    const box = whole.getBoundingClientRect();
    const middle = ((event.clientX - box.left) / box.width) * (times?.end ?? 0);
    look(middle - (to - from) / 2, middle + (to - from) / 2);
  });
  whole.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowLeft: -0.25, ArrowRight: 0.25 }[event.key];
    if (way) {
      event.preventDefault();
      look(from + way * (to - from), to + way * (to - from));
    }
  });
  track.addEventListener("wheel", (event) => {
    event.preventDefault();
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      const by = (sideways / width) * (to - from);
      look(from + by, to + by);
    } else {
      zoom(Math.exp(event.deltaY * 0.002), inside(event));
    }
  }, { passive: false });

  /** Look at a part, as far as the film goes. @param {number} first @param {number} last */
  function look(first, last) {
    const end = times?.end ?? 1;
    const least = times ? Math.min(end, (end / times.count) * LEAST_FRAMES) : 1;
    const long = Math.min(end, Math.max(least, last - first));
    from = Math.min(Math.max(0, first), end - long);
    to = from + long;
    draw();
  }

  /** @param {number} by above 1 shows more @param {number} [around] */
  function zoom(by, around = times?.at(frame) ?? 0) {
    const at = around < from || around > to ? (from + to) / 2 : around;
    look(at - (at - from) * by, at + (to - at) * by);
  }

  const sized = new ResizeObserver(draw);
  sized.observe(track);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);

  return {
    element,
    zoom,
    look,
    fit: () => look(0, times?.end ?? 1),
    /** @param {number} id @param {Times} film @param {number} shape width by height */
    open(id, film, shape) {
      [times, aspect, frame] = [film, shape, 0];
      tiles.open(id);
      look(0, film.end);
    },
    /** The player is at a frame: it stays in sight. @param {number} n */
    at(n) {
      frame = n;
      const now = times?.at(n) ?? 0;
      if (now < from || now > to) {
        const long = to - from;
        look(now - long * 0.1, now + long * 0.9);
      }
      draw();
    },
    /** @param {Range[]} list @param {number} chosen @param {Mark[]} others */
    show(list, chosen, others) {
      [windows, active, told] = [list, chosen, others];
      draw();
    },
    /** Take the focus to a handle. @param {number} id @param {Side} side */
    focus: (id, side) => [.../** @type {Iterable<any>} */ (ranges.children)].find((item) => item.keyOf === String(id))?.querySelector(`.${side}`)?.focus(),
    close: () => (tiles.open(0), (times = null)),
    end() {
      sized.disconnect();
      dark.removeEventListener("change", draw);
      cancelAnimationFrame(drawing);
      tiles.open(0);
    },
  };
}
