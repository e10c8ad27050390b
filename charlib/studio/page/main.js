// @ts-check
// The page: the frame around the views, and what is true in all of them.

import { button, h } from "./frame/dom.js";
import { bindKeys, keySheet, startKeys } from "./frame/keys.js";
import { startLive } from "./frame/live.js";
import { NAMES, go, place, startViews, to } from "./frame/router.js";
import { mayChange, maySpend } from "./frame/rules.js";
import { doAgain, failed, startToasts, takeBack } from "./frame/toast.js";
import { castView } from "./cast/cast.js";
import { momentView } from "./moment/moment.js";
import { sceneView } from "./scene/scene.js";
import { takesView } from "./takes/takes.js";
import { words } from "./words.js";
import { workView } from "./work/work.js";

const main = h("main", { id: "main", tabindex: -1 });

function frame() {
  const links = NAMES.map((name) =>
    h("a", { href: to(name), data: { name } }, words.views[/** @type {"cast"} */ (name)]),
  );
  const help = button("?", keySheet, { class: "quiet", "aria-haspopup": "dialog", "aria-label": words.help });
  const rules = h("span", { class: "rules" }, !mayChange ? words.readOnly : !maySpend && words.noSpend);
  const head = h("header", { class: "bar" }, h("b", { class: "brand" }, "charlib"), h("nav", { "aria-label": "Views" }, links), rules, help);
  const skip = h("a", { class: "skip", href: "#main", on: { click: skipTo } }, words.skip);
  document.body.append(skip, head, main);
  place.watch(({ name }) => links.forEach((link) => mark(link, name)));
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
startToasts();
startKeys();
bindKeys(words.keys.everywhere, [
  { keys: "?", about: words.keys.sheet, run: keySheet },
  { keys: "Ctrl+Z", about: words.keys.undo, run: takeBack },
  { keys: "Ctrl+Shift+Z", about: words.keys.redo, run: doAgain },
  ...NAMES.map((name) => {
    const title = words.views[/** @type {"cast"} */ (name)];
    return { keys: `g ${name[0]}`, about: words.keys.go(title), run: () => go(name) };
  }),
]);
startViews(main, { cast: castView, moment: momentView, scene: sceneView, takes: takesView, work: workView }, failed);
startLive();
