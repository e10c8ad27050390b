// @ts-check
// The page: the frame around the views, and what is true in all of them.

import { get } from "./api.js";
import { castView } from "./cast.js";
import { h } from "./dom.js";
import { emptyView } from "./empty.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as router from "./router.js";
import * as toasts from "./toast.js";
import { words } from "./words.js";

const main = h("main", { id: "main", tabindex: -1 });

function frame() {
  const links = router.NAMES.map((name) =>
    h("a", { href: router.to(name), data: { name } }, words.views[/** @type {"cast"} */ (name)]),
  );
  const help = h("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", on: { click: keys.sheet } }, "?");
  help.setAttribute("aria-label", words.help);
  const rules = h("span", { class: "rules" });
  const head = h("header", { class: "bar" }, h("b", { class: "brand" }, "charlib"), h("nav", { "aria-label": "Views" }, links), rules, help);
  const skip = h("a", { class: "skip", href: "#main", on: { click: skipTo } }, words.skip);
  document.body.append(skip, head, main);
  router.place.watch(({ name }) => links.forEach((link) => mark(link, name)));
  get("/api/studio").then(
    ({ read_only, no_spend }) => {
      rules.textContent = [read_only && words.readOnly, no_spend && words.noSpend].filter(Boolean).join(" · ");
      document.documentElement.dataset.readOnly = String(read_only);
    },
    toasts.failed,
  );
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
  cast: castView,
  moment: emptyView("moment"),
  scene: emptyView("scene"),
  takes: emptyView("takes"),
  work: emptyView("work"),
});
live.start();
