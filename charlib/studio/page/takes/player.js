// @ts-check
// Films played in step: one time for all, by the longest of them. Small differences are caught up
// by speed, large ones by a seek; where they stop, all show the same moment.

import { get } from "../frame/api.js";
import { frameTimes } from "../frame/times.js";

const CLOSE_S = 0.02;
const FAR_S = 0.4;
const FRAME_S = 1 / 24;
/** The frames of films, by their tasks. @type {Map<string, Promise<import("../frame/times.js").Times | null>>} */
const known = new Map();

/**
 * The frames of a take's film; null if nobody can say.
 * @param {string} task
 */
function framesOf(task) {
  const times = known.get(task) ?? loadTimes(task).catch(() => null);
  known.set(task, times);
  return times;
}

/** @param {string} task */
async function loadTimes(task) {
  const { id } = await get(`/api/tasks/${task}/source`);
  return frameTimes(await get(`/api/sources/${id}/times`));
}

/** @param {() => void} changed the time, or whether it plays */
export function takesPlayer(changed) {
  /** @type {HTMLVideoElement[]} */
  let films = [];
  let [time, isPlaying, timer] = [0, false, 0];

  const ready = () => films.filter((film) => film.readyState > 0);
  const length = () => Math.max(0, ...ready().map(({ duration }) => duration || 0));
  const lead = () => ready().find(({ duration }) => duration === length());

  /**
   * @param {HTMLVideoElement} film
   * @param {number} at
   */
  function put(film, at) {
    film.playbackRate = 1;
    if (film.readyState > 0) {
      film.currentTime = Math.min(at, film.duration);
    }
  }

  /** A film came into sight: it joins the others where they are. @param {HTMLVideoElement} film */
  function join(film) {
    put(film, time);
    isPlaying && film.play().catch(() => {});
    changed();
  }

  /** @param {number} at */
  function seek(at) {
    time = Math.max(0, Math.min(at, length()));
    films.forEach((film) => put(film, time));
    changed();
  }

  /** @param {number} [at] by default where it is */
  function pause(at = lead()?.currentTime ?? time) {
    isPlaying = false;
    cancelAnimationFrame(timer);
    films.forEach((film) => film.pause());
    seek(at);
  }

  async function play() {
    const first = lead();
    if (!first) {
      return;
    }
    seek(time >= length() - FRAME_S ? 0 : time);
    isPlaying = true;
    changed();
    await Promise.all(ready().map(settled));
    if (isPlaying) {
      ready().forEach((film) => film.play().catch(() => {}));
      timer = requestAnimationFrame(follow);
    }
  }

  function follow() {
    const first = lead();
    if (!isPlaying || !first) {
      return;
    }
    time = first.currentTime;
    for (const film of ready()) {
      const late = Math.min(time, film.duration) - film.currentTime;
      if (film === first || film.ended || film.seeking) {
        continue;
      }
      if (Math.abs(late) > FAR_S) {
        film.currentTime = time;
      }
      film.playbackRate = Math.abs(late) > CLOSE_S ? 1 + Math.max(-0.25, Math.min(0.25, late)) : 1;
    }
    first.ended ? pause() : (timer = requestAnimationFrame(follow));
    changed();
  }

  return {
    seek,
    stopAt: pause,
    get time() {
      return time;
    },
    get length() {
      return length();
    },
    get isPlaying() {
      return isPlaying;
    },
    toggle: () => void (isPlaying ? pause() : play()),
    /**
     * Play these from now on; the same ones go on.
     * @param {HTMLVideoElement[]} next
     */
    use(next) {
      if (next.length !== films.length || next.some((film, index) => film !== films[index])) {
        isPlaying && pause();
        films = next;
        seek(Math.min(time, length() || time));
        films.forEach((film) => (film.onloadedmetadata = () => join(film)));
      }
    },
    /**
     * Go some frames on, or back, to the middle of a frame: its edge could show either.
     * @param {number} count
     */
    async step(count) {
      const first = lead();
      if (!first) {
        return;
      }
      isPlaying && pause();
      const times = await framesOf(first.dataset.task ?? "");
      if (!times) {
        seek(time + count * FRAME_S);
        return;
      }
      const to = Math.max(0, Math.min(times.frame(time) + count, times.count - 1));
      seek((times.at(to) + times.at(to + 1)) / 2);
    },
    end() {
      isPlaying = false;
      cancelAnimationFrame(timer);
    },
  };
}

/**
 * When a film shows what was sought, or cannot.
 * @param {HTMLVideoElement} film
 */
function settled(film) {
  return new Promise((resolve) => {
    if (!film.seeking) {
      resolve(null);
      return;
    }
    for (const name of ["seeked", "error", "emptied"]) {
      film.addEventListener(name, resolve, { once: true });
    }
  });
}
