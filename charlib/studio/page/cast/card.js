// @ts-check
// One character beside the cast: its texts to edit in place, looks, voice, bindings, uses, and what
// can be done with it as a whole.

import { Failed, at, get, keyOf, post } from "../frame/api.js";
import { button, fill, h, latest } from "../frame/dom.js";
import { chips, field } from "./field.js";
import { looks, voice } from "./looks.js";
import { mayChange } from "../frame/rules.js";
import { changed, failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Character} Character */

const TEXTS = ["name", "look", "notes", "consent"];
const LONG = new Set(["look", "notes"]);

/**
 * `replace` shows a character otherwise in the cast; `closed` is called when the card is closed;
 * `merge` and `move` ask what to do with a character.
 * @param {{replace: (key: string, next: Character) => void, closed: () => void,
 *   merge: (person: Character) => void, move: (person: Character) => void}} tell
 */
export function characterCard(tell) {
  /** @type {HTMLElement} */
  const element = h("aside", { class: "card", "aria-label": words.card.label, hidden: true });
  /** @type {Character | null} */
  let person = null;
  const uses = h("p", { class: "hint" });
  const asked = latest();

  /** @param {string} key */
  async function load(key) {
    asked.next();
    try {
      const [found, { prompts }] = await Promise.all([
        get(at(key), {}, asked.signal), get(at(key, "uses"), {}, asked.signal),
      ]);
      if (!element.contains(document.activeElement?.closest("[data-editing]") ?? null)) {
        show(found, prompts);
      }
    } catch (error) {
      if (error instanceof Failed && error.kind === "not-found" && person && keyOf(person) === key) {
        shut(); // somebody removed or renamed it
      } else {
        failed(error);
      }
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
    const typed = /** @param {string} id */ (id) => (before === next.uid ? /** @type {HTMLInputElement | null} */ (fieldOf(id))?.value ?? "" : "");
    const close = button("×", shut, { class: "quiet close", "aria-label": words.close });
    const face = next.picture && h("img", { class: "face", src: next.picture, alt: "" });
    face && face.addEventListener("error", () => face.remove());
    const text = (/** @type {string} */ id) => field({
      id, label: words.card.fields[id], value: /** @type {any} */ (next)[id] ?? "", isLong: LONG.has(id), save: (value) => save(id, value),
    });
    const handle = field({ id: "handle", label: words.card.fields.handle, value: next.handle, text: `@${next.handle}`, hasNoLabel: true, save: (value) => save("handle", value) });
    const likeness = field({
      id: "likeness", label: words.card.fields.likeness, value: next.likeness ?? "", text: words.card.likeness[next.likeness ?? ""],
      choices: words.card.likeness, save: (value) => save("likeness", value),
    });
    const also = chips({ id: "alias", title: words.card.also, add: words.card.addAlias, drop: words.card.dropAlias, texts: next.aliases, typed: typed("alias"), change: alias });
    const tags = chips({ id: "tag", title: words.card.tags, add: words.card.addTag, drop: words.card.dropTag, texts: next.tags, typed: typed("tag"), change: retag });
    const own = (/** @type {() => Promise<any>} */ call, /** @type {string} */ said) => change({}, call, said);
    fill(
      element, h("header", {}, h("div", {}, handle, h("small", {}, next.project)), close), face, TEXTS.map(text), likeness, tags, also,
      looks(next, own), voice(next, own), bindings(next), uses,
      mayChange && h("footer", {},
        button(words.card.merge, () => tell.merge(next), { class: "quiet" }), button(words.card.move, () => tell.move(next), { class: "quiet" }),
        button(words.card.trash, trash, { class: "quiet bad" })),
    );
    element.hidden = false;
    focused && fieldOf(focused)?.focus();
  }

  /** @param {string} id */
  function fieldOf(id) {
    return [.../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-field]"))].find(({ dataset }) => dataset.field === id);
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
   * @param {"add" | "drop"} verb
   * @param {string} tag
   */
  function retag(verb, tag) {
    const now = /** @type {Character} */ (person);
    const left = now.tags.filter((each) => each !== tag);
    const call = () => post(`/api/bulk/${verb === "add" ? "tag" : "untag"}`, { tag, handles: [keyOf(now)], count: 1 });
    change({ tags: verb === "add" ? [...left, tag] : left }, call, words.card.saved(words.card.tags, now.handle));
  }

  /**
   * @param {"add" | "drop"} verb
   * @param {string} alias
   */
  function alias(verb, alias) {
    const now = /** @type {Character} */ (person);
    const call = () => post(at(keyOf(now), verb === "add" ? "aliases" : "aliases/remove"), { alias: alias.replace(/^@/, "") });
    change({}, call, words.card.saved(words.card.also, now.handle));
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
    asked.stop();
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
    edit: () => fieldOf("name")?.click(),
  };
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
