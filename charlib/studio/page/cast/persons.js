// @ts-check
// Two records of one person, and the trash, from which somebody comes back or is erased.

import { at, get, post } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { button, fill, h } from "../frame/dom.js";
import { keyOf } from "./pages.js";
import { mayChange } from "../frame/rules.js";
import { changed, failed, toast } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Character} Character */
/** @typedef {import("../frame/types.js").Purge} Purge */

/**
 * Ask which record stays, and show what a merge would do.
 * @param {Character} person
 * @param {(into: Character) => void} done
 */
export function merge(person, done) {
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

/** Show who is in the trash. */
export async function trash() {
  const list = h("ul", { class: "trash" });
  const close = button(words.close, () => dialog.close(), { class: "quiet" });
  const dialog = h("dialog", { class: "ask wide", "aria-label": words.trash.title }, h("header", {}, h("h2", {}, words.trash.title), close), list);

  async function show() {
    const { characters } = await get("/api/trash");
    fill(list, characters.length ? characters.map(row) : h("li", { class: "hint" }, words.trash.empty));
  }

  /** @param {Character} person */
  function row(person) {
    const restore = async () => {
      await post("/api/restore", { handles: [keyOf(person)] });
      changed(words.trash.restored(person.handle));
      await show();
    };
    return h("li", {}, h("span", {}, h("b", {}, `@${person.handle}`), " ", h("small", {}, person.name || person.project)),
      mayChange && [button(words.trash.restore, () => restore().catch(failed), { class: "quiet" }), button(words.trash.erase, () => erase(person, show).catch(failed), { class: "quiet bad" })]);
  }

  dialog.addEventListener("close", () => dialog.remove());
  try {
    await show();
    document.body.append(dialog);
    dialog.showModal();
  } catch (error) {
    failed(error);
  }
}

/**
 * Say what goes for good and what stays elsewhere, and erase it if its handle is typed.
 * @param {Character} person
 * @param {() => Promise<void>} done
 */
async function erase(person, done) {
  const path = at(keyOf(person), "purge");
  /** @type {Purge} */
  const plan = await get(path);
  const { ids, ...others } = plan.remains;
  const remains = { ids: ids.map(({ account, remote_id }) => `${account} ${remote_id}`), ...others };
  const stays = Object.entries(remains).filter(([, each]) => each.length).map(([kind, each]) => h("li", {}, words.trash.remains[kind], ": ", each.join(", ")));
  ask(words.trash.eraseTitle(person.handle), [
    h("p", {}, words.trash.goes(plan)),
    stays.length ? h("div", {}, h("p", {}, words.trash.stays), h("ul", { class: "stays" }, stays)) : null,
    labelled(words.trash.confirm(person.handle), h("input", { name: "confirm", autocomplete: "off", autofocus: true })),
  ], words.trash.eraseNow, async () => {
    await post(path, { confirm: person.handle });
    toast(words.trash.erased(person.handle));
    await done();
  }, { kind: "main bad", look: async ({ confirm }) => (confirm.replace("@", "") === person.handle ? { text: [] } : null) });
}
