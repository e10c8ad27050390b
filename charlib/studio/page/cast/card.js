// @ts-check
// One character beside the cast: its texts to edit in place, looks with footage, bindings and uses.

import { at, get, post } from "../frame/api.js";
import { fill, h } from "../frame/dom.js";
import { keyOf } from "./pages.js";
import { changed, failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Character} Character */

const TEXTS = ["name", "look", "notes", "consent"];
const LONG = new Set(["look", "notes"]);

/**
 * `replace` shows a character otherwise in the cast; `closed` is called when the card is closed.
 * @param {{replace: (key: string, next: Character) => void, closed: () => void}} tell
 */
export function card(tell) {
  const element = h("aside", { class: "card", "aria-label": words.card.label, hidden: true });
  /** @type {Character | null} */
  let person = null;
  const uses = h("p", { class: "hint" });
  let asked = new AbortController();

  /** @param {string} key */
  async function load(key) {
    asked.abort();
    asked = new AbortController();
    try {
      const [found, { prompts }] = await Promise.all([
        get(at(key), {}, asked.signal), get(at(key, "uses"), {}, asked.signal),
      ]);
      if (!element.contains(document.activeElement?.closest("[data-editing]") ?? null)) {
        show(found, prompts);
      }
    } catch (error) {
      failed(error);
    }
  }

  /**
   * @param {Character} next
   * @param {number | null} prompts
   */
  function show(next, prompts) {
    uses.textContent = prompts === null ? "" : words.card.uses(prompts);
    if (!element.hidden && JSON.stringify(person) === JSON.stringify(next)) {
      return; // what somebody is about to press stays where it is
    }
    const before = person?.uid;
    person = next;
    const focused = /** @type {HTMLElement | null} */ (element.contains(document.activeElement) ? document.activeElement : null)?.dataset.field;
    const typed = /** @type {HTMLInputElement | null} */ (element.querySelector('[data-field="tag"]'))?.value ?? "";
    const close = h("button", { type: "button", class: "quiet close", "aria-label": words.close, on: { click: shut } }, "×");
    const face = next.picture && h("img", { class: "face", src: next.picture, alt: "", on: { error: (/** @type {Event} */ event) => /** @type {Element} */ (event.target).remove() } });
    const head = h("header", {}, h("div", {}, field("handle", next, save), h("small", {}, next.project)), close);
    const also = next.aliases.length ? h("p", { class: "hint" }, `${words.card.also} ${next.aliases.map((name) => `@${name}`).join(", ")}`) : null;
    fill(
      element, head, face, also, TEXTS.map((name) => field(name, next, save)), field("likeness", next, save),
      tags(next, typed && before === next.uid ? typed : "", retag), looks(next), bindings(next),
      uses,
      h("footer", {}, h("button", { type: "button", class: "quiet bad", on: { click: trash } }, words.card.trash)),
    );
    element.hidden = false;
    if (focused) {
      /** @type {HTMLElement | null} */ (element.querySelector(`[data-field="${focused}"]`))?.focus();
    }
  }

  /**
   * Show a change at once; take it back where the library refuses it.
   * @param {Partial<Character>} values
   * @param {() => Promise<any>} call
   * @param {string} said
   */
  async function change(values, call, said) {
    if (!person) {
      return;
    }
    const [before, key] = [person, keyOf(person)];
    show({ ...before, ...values }, null);
    tell.replace(key, { ...before, ...values });
    try {
      const answer = await call();
      const after = answer.uid ? answer : { ...before, ...values };
      tell.replace(keyOf(before), after);
      changed(said);
      if (person?.uid === before.uid) {
        await load(keyOf(after));
      }
    } catch (error) {
      tell.replace(keyOf({ ...before, ...values }), before);
      tell.replace(key, before);
      if (person?.uid === before.uid) {
        show(before, null);
      }
      failed(error);
    }
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  function save(name, value) {
    const key = keyOf(/** @type {Character} */ (person));
    const said = words.card.saved(words.card.fields[name], key.split("/")[1]);
    const call = name === "handle" ? () => post(at(key, "rename"), { new: value }) : () => post(at(key, "edit"), { [name]: value });
    change(name === "handle" ? {} : { [name]: value }, call, said);
  }

  /**
   * @param {"tag" | "untag"} verb
   * @param {string} tag
   */
  function retag(verb, tag) {
    const now = /** @type {Character} */ (person);
    const left = now.tags.filter((each) => each !== tag);
    const call = () => post(`/api/bulk/${verb}`, { tag, handles: [keyOf(now)], count: 1 });
    change({ tags: verb === "tag" ? [...left, tag] : left }, call, words.card.saved(words.card.tags, now.handle));
  }

  async function trash() {
    const key = keyOf(/** @type {Character} */ (person));
    try {
      await post("/api/bulk/trash", { handles: [key], count: 1 });
      changed(words.card.trashed(key.split("/")[1]));
      shut();
    } catch (error) {
      failed(error);
    }
  }

  function shut() {
    asked.abort();
    person = null;
    element.hidden = true;
    tell.closed();
  }

  return {
    element,
    shut,
    get key() {
      return person && keyOf(person);
    },
    /** @param {Character} next */
    open(next) {
      show(next, null);
      return load(keyOf(next));
    },
    /** Load again what is shown: somebody changed something. */
    renew: () => (person ? load(keyOf(person)) : undefined),
    /** Take the focus. */
    focus: () => /** @type {HTMLElement | null} */ (element.querySelector(".close"))?.focus(),
    /** Edit the first text. */
    edit: () => /** @type {HTMLElement | null} */ (element.querySelector('[data-field="name"]'))?.click(),
  };
}

/**
 * A text that becomes a field when it is chosen: Enter saves, Escape leaves it as it was.
 * @param {string} name
 * @param {Character} person
 * @param {(name: string, value: string) => void} save
 */
function field(name, person, save) {
  const value = /** @type {Record<string, any>} */ (person)[name] ?? "";
  const label = words.card.fields[name];
  const text = name === "handle" ? `@${value}` : name === "likeness" ? words.card.likeness[value] : value;
  const button = h("button", { type: "button", class: "text", data: { field: name }, "aria-label": `${words.card.edit(label)}: ${text}`, on: { click: edit } }, text || h("i", {}, words.card.blank));
  const element = h("div", { class: `field ${name}` }, name === "handle" ? null : h("span", { class: "label" }, label), button);

  function edit() {
    const input = editor(name, value);
    let isOver = false; // taking the field away makes it lose the focus, which would save it
    const stop = (/** @type {boolean} */ keep) => {
      if (!isOver) {
        isOver = true;
        input.replaceWith(button);
        button.focus();
        if (keep && input.value !== value) {
          save(name, input.value);
        }
      }
    };
    input.setAttribute("aria-label", label);
    input.dataset.editing = name;
    input.addEventListener("keydown", (/** @type {any} */ event) => {
      const isEnd = event.key === "Enter" && !event.isComposing && !(LONG.has(name) && event.shiftKey);
      if (isEnd || event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        stop(isEnd);
      }
    });
    input.addEventListener("blur", () => stop(true));
    button.replaceWith(input);
    input.focus();
    input instanceof HTMLSelectElement || input.select();
  }
  return element;
}

/**
 * @param {string} name
 * @param {string} value
 */
function editor(name, value) {
  if (name === "likeness") {
    const kinds = Object.entries(words.card.likeness).map(([kind, text]) => h("option", { value: kind, selected: kind === value }, text));
    return h("select", {}, kinds);
  }
  return h(LONG.has(name) ? "textarea" : "input", { value, rows: 4, autocomplete: "off" });
}

/**
 * @param {Character} person
 * @param {string} typed what was typed so far
 * @param {(verb: "tag" | "untag", tag: string) => void} retag
 */
function tags(person, typed, retag) {
  const chips = person.tags.map((tag) => {
    const drop = { click: () => retag("untag", tag) };
    return h("li", {}, tag, h("button", { type: "button", class: "quiet", "aria-label": words.card.dropTag(tag), on: drop }, "×"));
  });
  const input = h("input", { value: typed, placeholder: words.card.addTag, "aria-label": words.card.addTag, autocomplete: "off", data: { field: "tag" } });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.isComposing && input.value.trim()) {
      const tag = input.value.trim();
      input.value = "";
      retag("tag", tag);
    }
  });
  return h("section", {}, h("h3", {}, words.card.tags), h("ul", { class: "chips" }, chips, h("li", { class: "add" }, input)));
}

/** @param {Character} person */
function looks(person) {
  const items = person.looks.map(({ name, description, episodes, kept }) => {
    const pictures = kept.filter(({ mime }) => mime.startsWith("image/"));
    const films = kept.filter(({ mime }) => mime.startsWith("video/"));
    const footage = [
      ...pictures.map(({ sha256, url }, at) => h("a", { href: url, target: "_blank", rel: "noreferrer", "aria-label": words.card.picture(at + 1) }, h("img", { src: `/media/small/${sha256}`, alt: "", loading: "lazy" }))),
      ...films.map(({ url }) => h("video", { "aria-label": words.card.clip, src: url, controls: true, muted: true, loop: true, preload: "none" })),
    ];
    return h("li", {}, h("h4", {}, name || words.card.mainLook, episodes && h("small", {}, ` ${words.card.episodes(episodes)}`)),
      name && description ? h("p", {}, description) : null,
      footage.length ? h("div", { class: "footage" }, footage) : h("p", { class: "hint" }, words.card.noFootage));
  });
  return h("section", {}, h("h3", {}, words.card.looks), h("ul", { class: "looks" }, items));
}

/** @param {Character} person */
function bindings(person) {
  const items = person.bindings.map((binding) =>
    h("li", { data: { state: binding.state } },
      h("b", {}, binding.account, binding.look && ` +${binding.look}`), h("span", { class: "state" }, binding.state),
      binding.mention && h("code", {}, binding.mention),
      binding.source && h("small", {}, `${binding.source} ${binding.window ?? ""}`),
      binding.error && h("small", { class: "problem" }, binding.error)),
  );
  const none = h("p", { class: "hint" }, words.card.noBindings);
  return h("section", {}, h("h3", {}, words.card.bindings), items.length ? h("ul", { class: "bindings" }, items) : none);
}
