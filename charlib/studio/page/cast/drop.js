// @ts-check
// Files that are dropped on the cast: a film becomes a source, a picture is somebody's, or asks who.

import { get, keyOf, post, put } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { button, h } from "../frame/dom.js";
import { onDrop } from "../frame/drop.js";
import { keepStills } from "./looks.js";
import { go } from "../frame/router.js";
import { mayChange } from "../frame/rules.js";
import { keyTerm } from "./selection.js";
import { changed, failed, toast } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Character} Character */

/**
 * `open` shows a character; `shown` is the key of the one that is shown.
 * @param {HTMLElement} element
 * @param {{open: (person: Character) => void, shown: () => string | null}} cast
 */
export function takeFiles(element, cast) {
  if (!mayChange) {
    return;
  }
  onDrop(element, words.drop.here, take);

  /** @param {File[]} files */
  async function take(files) {
    const pictures = files.filter(({ type }) => type.startsWith("image/"));
    const films = files.filter((file) => !pictures.includes(file));
    let last;
    for (const film of films) {
      toast(words.drop.taking(film.name));
      last = await put("/api/sources", [film]);
    }
    if (pictures.length) {
      whose(pictures);
    } else if (last) {
      go("moment", { source: String(last.id) });
    }
  }

  /** @param {File[]} files */
  function whose(files) {
    const key = cast.shown();
    const handle = key?.split("/")[1];
    const keep = async (/** @type {string} */ of) => {
      const person = await keepStills(of, files);
      changed(words.card.kept(files.length));
      cast.open(person);
    };
    const theirs = key && button(words.drop.theirs(handle ?? ""), () => (shut(), keep(key).catch(failed)));
    const find = button(words.drop.who, () => (shut(), who(files[0]).catch(failed)));
    const shut = ask(words.drop.title(files.length), [
      h("div", { class: "choices" }, theirs, find),
      labelled(words.drop.other, h("input", { name: "handle", required: true, autocomplete: "off", autofocus: true })),
    ], words.cast.add, async (_, { handle }) => {
      const person = await post("/api/characters", { handle: handle.replace("@", "") });
      await keep(keyOf(person));
    });
  }

  /** @param {File} file */
  async function who(file) {
    const { people, why } = await put("/api/who", [file], {});
    const open = async (/** @type {string} */ handle) => {
      const q = handle.includes("/") ? keyTerm(handle) : `handle:=${handle}`;
      const { characters } = await get("/api/characters", { q, limit: 1 });
      shut();
      cast.open(characters[0]);
    };
    const rows = people.map((/** @type {any} */ each) => h("li", {}, button(`@${each.handle}`, () => open(each.handle).catch(failed)), h("small", {}, ` ${each.verdict}`)));
    const shut = ask(words.drop.who, [people.length ? h("ul", { class: "looks" }, rows) : h("p", {}, why || words.drop.nobody)], words.close, async () => {});
  }
}
