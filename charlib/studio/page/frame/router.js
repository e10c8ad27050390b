// @ts-check
// Views by the hash of the address: #/cast?q=tag:hero. A view is shown in <main>, and ends itself.

import { signal } from "./dom.js";

/** @typedef {{name: string, values: URLSearchParams}} Place */
/** @typedef {(main: HTMLElement, place: Place) => (() => void) | void} View */

export const NAMES = ["cast", "moment", "scene", "takes", "work"];

/** @returns {Place} */
function read() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { name: NAMES.includes(path) ? path : NAMES[0], values: new URLSearchParams(query) };
}

export const place = signal(read());

/**
 * Go to a view, with a step in the browser's history.
 * @param {string} name
 * @param {Record<string, string>} [values]
 */
export function go(name, values = {}) {
  location.hash = to(name, values);
}

/**
 * The address of a view.
 * @param {string} name
 * @param {Record<string, string>} [values]
 */
export function to(name, values = {}) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
  return query ? `#/${name}?${query}` : `#/${name}`;
}

/**
 * Write where one is into the address, without a step and without showing the view again. A view
 * that was left says nothing any more.
 * @param {string} name
 * @param {Record<string, string>} values
 */
export function noteAddress(name, values) {
  read().name === name && history.replaceState(null, "", to(name, values));
}

/**
 * Let the styles of one view apply: views use the same class names for different things.
 * @param {string} name
 */
function dress(name) {
  document.querySelectorAll("link[data-of]").forEach((link) => link.setAttribute("media", link.getAttribute("data-of") === name ? "all" : "not all"));
}

/**
 * Show views in an element.
 * @param {HTMLElement} main
 * @param {Record<string, View>} views
 * @param {(error: unknown) => void} failed
 */
export function startViews(main, views, failed) {
  /** @type {(() => void) | void} */
  let end;
  window.addEventListener("hashchange", () => place.set(read()));
  place.watch((now) => {
    end?.();
    end = undefined;
    main.replaceChildren();
    main.dataset.view = now.name;
    dress(now.name);
    try {
      end = views[now.name](main, now);
    } catch (error) {
      failed(error);
    }
  });
}
