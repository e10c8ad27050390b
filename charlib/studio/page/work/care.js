// @ts-check
// What is wrong with the library and what helps, and the trash.

import { at, get, keyOf, post } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { fill, h } from "../frame/dom.js";
import { changed, toast } from "../frame/toast.js";
import { act, draw, row, section, workWords } from "./part.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Diagnosis} Diagnosis */
/** @typedef {import("../frame/types.js").Character} Character */
/** @typedef {import("../frame/types.js").Purge} Purge */


/** @type {import("./part.js").Part} */
export async function doctor(element, redraw) {
  element.children.length || fill(element, h("p", { class: "hint", role: "status" }, workWords.looking));
  const [{ problems }, { on }] = await Promise.all([get("/api/doctor"), get("/api/identity")]);
  show(problems);

  /** @param {Diagnosis[]} found */
  function show(found) {
    const repair = async () => {
      const { problems: left } = await post("/api/doctor");
      toast(workWords.repaired(left.filter((/** @type {Diagnosis} */ { is_mended }) => is_mended).length));
      show(left);
    };
    const off = async () => (await post("/api/identity/off"), redraw());
    const isMendable = found.some(({ is_mendable, is_mended }) => is_mendable && !is_mended);
    const switchOff = on ? act(workWords.switchOff, "identity", off, "bad changes") : [];
    draw(element,
      section(workWords.parts.doctor, found.map(finding), workWords.healthy, isMendable ? act(workWords.repair, "repair", repair, "main changes") : []),
      h("section", {}, h("h2", {}, workWords.faces), h("p", { class: "help" }, on ? workWords.facesOn : workWords.facesOff), switchOff));
  }
}

/** @param {Diagnosis} found */
function finding({ what, problem, hint, is_mendable, is_mended, is_note }) {
  const state = is_mended ? "ready" : is_note ? "note" : "failed";
  const mark = is_mended ? workWords.mended : is_mendable ? workWords.mendable : "";
  return row([h("b", {}, what), h("span", { class: "state" }, mark), h("p", {}, words.sentence(problem)), !is_mended && !is_mendable && h("small", {}, hint)], [], { state });
}

/** @type {import("./part.js").Part} */
export async function trashPart(element, redraw) {
  const { characters } = await get("/api/trash");
  const rows = characters.map((/** @type {Character} */ person) => {
    const key = keyOf(person);
    const restore = async () => {
      await post("/api/restore", { handles: [key] });
      changed(words.trash.restored(person.handle));
      redraw();
    };
    return row([h("b", {}, `@${person.handle}`), h("small", {}, [person.project, person.name].filter(Boolean).join(" · "))], [
      act(words.trash.restore, `restore ${key}`, restore), act(words.trash.erase, `erase ${key}`, () => erase(person, redraw), "changes bad"),
    ], { key });
  });
  draw(element, section(words.trash.title, rows, words.trash.empty));
}

/**
 * Say what goes for good and what stays elsewhere, and erase it if its handle is typed.
 * @param {Character} person
 * @param {() => void} done
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
    done();
  }, { kind: "main bad", look: async ({ confirm }) => (confirm.replace("@", "") === person.handle ? { text: [] } : null) });
}
