// @ts-check
// The scenes beside the takes: how many takes each has, whether one is picked, what is running.

import { button, fill, h } from "../frame/dom.js";
import { term } from "../frame/search.js";
import { OPEN, takeWords } from "./take.js";

/** @typedef {import("../frame/types.js").FilmedScene} FilmedScene */

const LOOSE = "missing:scene missing:episode";

/** @param {FilmedScene} scene */
export function queryOf({ project, episode, scene }) {
  const parts = [episode === null ? "missing:episode" : `episode:${episode}`, scene ? term("scene", scene) : "missing:scene"];
  return [term("project", project), ...parts].join(" ");
}

/**
 * @param {(q: string) => void} choose
 * @param {HTMLElement} saved the saved searches, below the scenes
 */
export function sceneList(choose, saved) {
  const element = h("nav", { class: "facets scenes", "aria-label": takeWords.scenes });

  /**
   * @param {string} label
   * @param {string} q
   * @param {string} now
   * @param {any[]} [more]
   */
  const item = (label, q, now, more = /** @type {any[]} */ ([])) =>
    h("li", {}, button([h("span", {}, label), h("small", {}, more)], () => choose(q), { "aria-pressed": now === q }));

  return {
    element,
    /**
     * @param {FilmedScene[]} scenes
     * @param {string} now
     */
    show(scenes, now) {
      const at = [...element.querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement));
      /** @type {Map<string, FilmedScene[]>} */
      const episodes = new Map();
      const isMany = new Set(scenes.map(({ project }) => project)).size > 1;
      for (const scene of scenes) {
        const name = `${isMany ? `${scene.project} · ` : ""}${takeWords.episode(scene.episode)}`;
        episodes.set(name, [...(episodes.get(name) ?? []), scene]);
      }
      fill(element,
        h("ul", {}, item(takeWords.all, "", now), item(takeWords.loose, LOOSE, now)),
        [...episodes].map(([name, list]) => h("section", {}, h("h2", {}, name),
          h("ul", {}, list.map((scene) => item(takeWords.scene(scene.scene), queryOf(scene), now, marks(scene)))))), saved);
      at >= 0 && element.querySelectorAll("button")[at]?.focus();
    },
  };
}

/** @param {FilmedScene} scene */
function marks({ takes, picked }) {
  const open = takes.filter(({ state }) => OPEN.has(state)).length;
  return [
    open && h("i", { class: "dot", role: "img", "aria-label": `${takeWords.running}: ${open}`, title: `${takeWords.running}: ${open}` }),
    picked.length && h("i", { class: "tick", role: "img", "aria-label": takeWords.picked, title: takeWords.picked }, "✓"),
    ` ${takes.length}`,
  ].filter(Boolean);
}
