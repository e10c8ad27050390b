// @ts-check
// Two records of one person.

import { at, get, keyOf, post } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { h } from "../frame/dom.js";
import { changed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Character} Character */

/**
 * Ask which record stays, and show what a merge would do.
 * @param {Character} person
 * @param {(into: Character) => void} done
 */
export function mergeInto(person, done) {
  const into = h("input", { name: "into", autocomplete: "off", autofocus: true, placeholder: "@" });
  const key = (/** @type {string} */ typed) => (typed.includes("/") ? typed : `${person.project}/${typed}`).replace("@", "");
  /** @type {import("../frame/ask.js").Look} */
  const look = async (given) => {
    if (!given.into.replace("@", "").trim()) {
      return null;
    }
    const plan = await get(at(keyOf(person), "merge"), { into: key(given.into.trim()) });
    const lines = [words.merge.plan(plan.old.handle, plan.into, plan.prompts), ...plan.conflicts];
    return { text: lines.map((line) => h("p", {}, line)) };
  };
  ask(words.merge.label, labelled(words.merge.into(person.handle), into), words.merge.label, async (_, given) => {
    const made = await post(at(keyOf(person), "merge"), { into: key(given.into.trim()) });
    changed(words.merge.done(person.handle, made.handle));
    done(made);
  }, { look });
}
