// @ts-check
// A list of choices under a text field, which keeps the focus while arrows walk the list.

import { fill, h } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {{id: string, name: string, label: string}} how `name` is what the choices are called by
 * @param {(index: number) => void} take
 */
export function listbox(input, { id, name, label }, take) {
  /** @type {HTMLElement} */
  const element = h("ul", { id, role: "listbox", class: id, hidden: true, "aria-label": label });
  let chosen = -1;

  function shut() {
    chosen = -1;
    element.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  function choose(index) {
    const items = [...element.children];
    chosen = (index + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }

  /** @param {MouseEvent} event @param {(index: number) => void} run */
  function pointed({ target }, run) {
    const index = [...element.children].findIndex((item) => item.contains(/** @type {Node} */ (target)));
    index >= 0 && run(index);
  }

  element.addEventListener("mousedown", (event) => {
    event.preventDefault();
    pointed(event, take);
  });
  element.addEventListener("mousemove", (event) => {
    (event.movementX || event.movementY) && pointed(event, choose); // not when the list moves under it
  });

  return {
    element,
    shut,
    /**
     * @param {(Child | Child[])[]} choices
     * @param {number} [first] the one that Enter takes from the start
     */
    show(choices, first = -1) {
      shut();
      if (choices.length && document.activeElement === input) {
        fill(element, choices.map((inside, index) => h("li", { id: `${name}-${index}`, role: "option", "aria-selected": "false" }, inside)));
        element.hidden = false;
        input.setAttribute("aria-expanded", "true");
        first < 0 || choose(first);
      }
    },
    /**
     * Whether a key was for the list.
     * @param {KeyboardEvent} event
     */
    pressed(event) {
      const { key } = event;
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (element.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
        return false;
      }
      if (step) {
        choose(Math.max(chosen, step < 0 ? 0 : -1) + step);
      } else if (!event.shiftKey && (key === "Tab" || (key === "Enter" && chosen >= 0))) {
        take(Math.max(0, chosen));
      } else if (key === "Escape") {
        shut();
      } else {
        return false;
      }
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
