// @ts-check
// The film and the frame that is shown. The place is a frame, never a moment: the player is sent
// into it, and says which frame it shows. Where that is another one, or where the browser does not
// play the film, the decoder's picture is shown.

import { h } from "../frame/dom.js";
import { words } from "../words.js";

/** @typedef {import("../frame/times.js").Times} Times */

const FASTEST = 8;
const WIDTH = 960;
const EXACT_S = 0.002;
const PAINT_MS = 50;

/** @param {{moved: (frame: number) => void, played: (rate: number) => void, broken: () => void}} tell */
export function filmPlayer(tell) {
  /** @type {HTMLVideoElement} */
  const video = h("video", { playsinline: true, preload: "auto", "aria-label": words.moment.film });
  const still = h("img", { alt: "", hidden: true });
  const told = h("p", { class: "told", role: "status" });
  const element = h("div", { class: "stage" }, video, still, told);
  /** @type {Times | null} */
  let times = null;
  let [frame, wanted, seen, drawn, rate, stop, shift, source, ticked] = [0, -1, -1, -1, 0, -1, 0, 0, 0];
  let [isFilm, isReady, isBusy] = [false, false, false];

  /** Go where was asked last: one step at a time, for a player that is asked too often stands still. */
  function seek() {
    if (!times || wanted < 0 || (isFilm ? !isReady || video.seeking : isBusy)) {
      return;
    }
    const to = times.inside(wanted);
    wanted = -1;
    isFilm ? (video.currentTime = to + shift) : settle();
  }

  /** Show the decoder's picture where the player has not the right one. */
  function settle() {
    if (rate > 0 && isFilm) {
      still.hidden = true;
    } else if (wanted < 0 && !video.seeking && !isBusy) {
      isFilm && seen === frame ? ((still.hidden = true), (element.dataset.shown = String(frame))) : draw();
    }
  }

  function draw() {
    if (times && drawn !== frame) {
      isBusy = true;
      drawn = frame;
      still.src = `/api/sources/${source}/frame?ms=${Math.round(times.inside(frame) * 1000)}&width=${WIDTH}`;
    } else {
      still.hidden = false;
      element.dataset.shown = String(frame);
    }
  }

  /** @param {boolean} is whether there is a picture */
  function loaded(is) {
    isBusy = false;
    told.textContent = is ? told.textContent : words.moment.noPicture;
    wanted < 0 ? settle() : seek();
  }
  still.addEventListener("load", () => loaded(true));
  still.addEventListener("error", () => still.getAttribute("src") && loaded(false));
  video.addEventListener("seeked", () => {
    wanted < 0 ? setTimeout(settle, PAINT_MS) : seek();
  });
  video.addEventListener("error", () => isFilm && tell.broken());
  video.addEventListener("ended", () => set(0));
  video.addEventListener("click", () => set(rate ? 0 : 1));

  /** @param {number} n */
  function at(n) {
    frame = Math.min(Math.max(n, 0), (times?.count ?? 1) - 1);
    tell.moved(frame);
  }

  /** @param {number} n */
  function show(n) {
    at(n);
    wanted = frame;
    seek();
  }

  /**
   * A picture of the film is on the screen. The first says how the player counts: some begin at 0
   * what begins later.
   * @param {number} _now
   * @param {{mediaTime: number}} picture
   */
  function presented(_now, { mediaTime }) {
    video.requestVideoFrameCallback(presented);
    if (!times || !isFilm) {
      return;
    }
    if (!isReady) {
      const off = mediaTime - times.at(times.frame(mediaTime));
      shift = Math.abs(off) < EXACT_S ? 0 : mediaTime - times.at(0);
      isReady = true;
      seek();
    }
    seen = times.frame(mediaTime - shift);
    if (rate > 0 && !video.seeking) {
      at(seen);
      stop >= 0 && frame >= stop && set(0, stop);
    }
    settle();
  }
  video.requestVideoFrameCallback(presented);

  /**
   * Play at a speed; a negative one goes back, 0 stops.
   * @param {number} speed
   * @param {number} [on] the frame to stop at
   */
  function set(speed, on) {
    const was = rate;
    rate = Math.sign(speed) * Math.min(Math.abs(speed), FASTEST);
    stop = rate ? on ?? -1 : -1;
    if (rate > 0 && isFilm) {
      video.playbackRate = rate;
      video.play().catch(() => set(0));
    } else {
      video.pause();
      rate ? (was && ticked) || (ticked = performance.now(), requestAnimationFrame(tick)) : was && show(on ?? frame);
    }
    was !== rate && tell.played(rate);
  }

  /** Play what the browser cannot: backwards, or a film of single pictures. @param {number} now */
  function tick(now) {
    if (!rate || (rate > 0 && isFilm) || !times) {
      ticked = 0;
      return;
    }
    const to = times.frame(times.at(frame) + ((now - ticked) / 1000) * rate);
    if (to !== frame && wanted < 0 && !video.seeking && !isBusy) {
      ticked = now;
      show(to);
    }
    const isOver = (stop >= 0 && frame >= stop) || (rate < 0 ? frame === 0 : frame === times.count - 1);
    isOver ? ((ticked = 0), set(0, stop >= 0 ? stop : frame)) : requestAnimationFrame(tick);
  }

  return {
    element,
    show,
    play: set,
    get frame() {
      return frame;
    },
    get rate() {
      return rate;
    },
    /** @param {string} text */
    say: (text) => (told.textContent = text),
    mute: () => (video.muted = !video.muted),
    /**
     * Show a film: from an address, or without one its frames.
     * @param {number} id
     * @param {Times} found
     * @param {string | null} address
     */
    open(id, found, address) {
      set(0);
      [times, source, isFilm, isReady, isBusy, shift, seen, drawn] = [found, id, address !== null, false, false, 0, -1, -1];
      [video.hidden, still.hidden] = [!isFilm, true];
      address ? (video.src = address) : (video.removeAttribute("src"), video.load());
      show(Math.min(frame, found.count - 1));
    },
    end() {
      set(0);
      isFilm = false;
      video.removeAttribute("src");
      video.load();
    },
  };
}
