// @ts-check
// Views that are not part of the page yet: they name the commands that do their work.

import { h } from "./dom.js";
import { words } from "../words.js";

/** @param {"moment" | "scene" | "takes" | "work"} name */
export const emptyView = (name) => (/** @type {HTMLElement} */ main) => {
  const [about, ...commands] = words.empty[name];
  const list = commands.map((command) => h("li", {}, h("code", {}, command)));
  main.append(
    h("div", { class: "empty" }, h("h1", {}, words.views[name]), h("p", {}, about),
      h("p", { class: "hint" }, words.empty.lead), h("ul", { class: "commands" }, list)),
  );
};
