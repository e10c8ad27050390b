// @ts-check
// Elements, lists and values that tell who watches them. Text only ever becomes a text node.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Make an element. `on` has listeners, `data` data attributes; a property that is a boolean of the
 * element is set as one, everything else is an attribute. There is no way to give it HTML.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [given]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    set(element, name, value);
  }
  element.append(...nodes(children));
  return element;
}

/**
 * A button.
 * @param {Child | Child[]} label
 * @param {(event: Event) => unknown} click
 * @param {Record<string, any>} [given]
 */
export const button = (label, click, given = {}) => h("button", { type: "button", ...given, on: { click } }, label);

/**
 * Open a dialog, which is gone when it is closed.
 * @param {string} kind
 * @param {string} title
 * @param {...(Child | Child[])} inside
 */
export function dialog(kind, title, ...inside) {
  const element = h("dialog", { class: kind, "aria-label": title, on: { close: () => element.remove() } }, ...inside);
  document.body.append(element);
  element.showModal();
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {any} value
 */
export function set(element, name, value) {
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) {
      element.addEventListener(event, listener);
    }
  } else if (name === "data") {
    Object.assign(element.dataset, value);
  } else if (name === "value") {
    /** @type {HTMLInputElement} */ (element).value = value;
  } else if (/^on|^style$|^srcdoc$|html$/i.test(name)) {
    throw new TypeError(`${name} is not allowed`);
  } else if (typeof value === "boolean" && !name.startsWith("aria-")) {
    element.toggleAttribute(name, value);
  } else if (value !== null && value !== undefined) {
    element.setAttribute(name, String(value));
  }
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * Replace what an element contains.
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
}

/**
 * Bring the children of an element in line with items, keeping the elements of keys that stay.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} make
 * @param {(element: HTMLElement, item: T) => void} [update]
 */
export function keyed(parent, items, key, make, update) {
  const old = new Map([...parent.children].map((child) => [/** @type {any} */ (child).keyOf, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let element = /** @type {any} */ (old.get(name));
    old.delete(name);
    if (!element) {
      element = make(item);
      element.keyOf = name;
    }
    update?.(element, item);
    if (element === place) {
      place = place?.nextElementSibling ?? null;
    } else {
      parent.insertBefore(element, place);
    }
  }
  old.forEach(detach);
}

/**
 * Remove an element; pictures of it that are still loading would hold up what is wanted now.
 * @param {Element} element
 */
function detach(element) {
  for (const image of element.querySelectorAll("img")) {
    image.complete || image.removeAttribute("src");
  }
  element.remove();
}

/**
 * A value that others watch.
 * @template T
 * @param {T} first
 */
export function signal(first) {
  let value = first;
  /** @type {Set<(value: T) => void>} */
  const watchers = new Set();
  return {
    get: () => value,
    /** @param {T} next */
    set(next) {
      if (next !== value) {
        value = next;
        watchers.forEach((watch) => watch(value));
      }
    },
    /**
     * Call a function now and after each change; returns what ends it.
     * @param {(value: T) => void} watch
     */
    watch(watch) {
      watchers.add(watch);
      watch(value);
      return () => watchers.delete(watch);
    },
  };
}

/**
 * Call a function after a pause in calls.
 * @template {any[]} A
 * @param {number} ms
 * @param {(...given: A) => void} run
 */
export function paused(ms, run) {
  let timer = 0;
  return (/** @type {A} */ ...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), ms);
  };
}

/** The signal of calls of which only the last counts: `next` aborts the one before. */
export function latest() {
  let control = new AbortController();
  const stop = () => control.abort();
  return {
    stop,
    get signal() {
      return control.signal;
    },
    next() {
      stop();
      control = new AbortController();
    },
  };
}

/**
 * The choices of a select: each a value and what is shown of it.
 * @param {Iterable<[string, string] | string[]>} all
 */
export const options = (all) => [...all].map(([value, shown]) => h("option", { value }, shown));

/** @param {EventTarget | null} target */
export function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !/^(checkbox|range)$/.test(/** @type {HTMLInputElement} */ (target).type)
  );
}
