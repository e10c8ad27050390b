// @ts-check
// The page: the frame around the views, and what is true in all of them.

import { h } from "./frame/dom.js";
import * as keys from "./frame/keys.js";
import * as live from "./frame/live.js";
import * as router from "./frame/router.js";
import { mayChange, maySpend } from "./frame/rules.js";
import * as toasts from "./frame/toast.js";
import { words } from "./words.js";

const main = h("main", { id: "main", tabindex: -1 });

function frame() {
  const links = router.NAMES.map((name) =>
    h("a", { href: router.to(name), data: { name } }, words.views[/** @type {"cast"} */ (name)]),
  );
  const help = h("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", on: { click: keys.sheet } }, "?");
  help.setAttribute("aria-label", words.help);
  const rules = h("span", { class: "rules" }, !mayChange ? words.readOnly : !maySpend && words.noSpend);
  const head = h("header", { class: "bar" }, h("b", { class: "brand" }, "charlib"), h("nav", { "aria-label": "Views" }, links), rules, help);
  const skip = h("a", { class: "skip", href: "#main", on: { click: skipTo } }, words.skip);
  document.body.append(skip, head, main);
  router.place.watch(({ name }) => links.forEach((link) => mark(link, name)));
}

/** @param {Event} event */
function skipTo(event) {
  event.preventDefault();
  main.focus();
}

/**
 * @param {HTMLElement} link
 * @param {string} name
 */
function mark(link, name) {
  link.toggleAttribute("data-here", link.dataset.name === name);
  link.dataset.name === name ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
}

frame();
toasts.start();
keys.start();
keys.bind(words.keys.everywhere, [
  { keys: "?", about: words.keys.sheet, run: keys.sheet },
  { keys: "Ctrl+Z", about: words.keys.undo, run: toasts.takeBack },
  { keys: "Ctrl+Shift+Z", about: words.keys.redo, run: toasts.doAgain },
  ...router.NAMES.map((name) => {
    const title = words.views[/** @type {"cast"} */ (name)];
    return { keys: `g ${name[0]}`, about: words.keys.go(title), run: () => router.go(name) };
  }),
]);
router.start(main, {
  cast: async () => (await import("./cast/cast.js")).castView,
  moment: async () => (await import("./moment/moment.js")).momentView,
  scene: async () => (await import("./scene/scene.js")).sceneView,
  takes: async () => (await import("./takes/takes.js")).takesView,
  work: async () => (await import("./work/work.js")).workView,
}, toasts.failed);
live.start();
