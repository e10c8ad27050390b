// @ts-check
// What is wrong with the library and what helps, and the trash.

import { get, post } from "../frame/api.js";
import { fill, h } from "../frame/dom.js";
import { keyOf } from "../cast/pages.js";
import { changed, toast } from "../frame/toast.js";
import { act, draw, row, section } from "./part.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Diagnosis} Diagnosis */
/** @typedef {import("../frame/types.js").Character} Character */

const text = words.work;

/** @type {import("./part.js").Part} */
export async function doctor(element, redraw) {
  element.children.length || fill(element, h("p", { class: "hint", role: "status" }, text.looking));
  const [{ problems }, { on }] = await Promise.all([get("/api/doctor"), get("/api/identity")]);
  show(problems);

  /** @param {Diagnosis[]} found */
  function show(found) {
    const repair = async () => {
      const { problems: left } = await post("/api/doctor");
      toast(text.repaired(left.filter((/** @type {Diagnosis} */ { is_mended }) => is_mended).length));
      show(left);
    };
    const off = async () => (await post("/api/identity/off"), redraw());
    const isMendable = found.some(({ is_mendable, is_mended }) => is_mendable && !is_mended);
    const switchOff = on ? act(text.switchOff, "identity", off, "bad changes") : [];
    draw(element,
      section(text.parts.doctor, found.map(finding), text.healthy, isMendable ? act(text.repair, "repair", repair, "main changes") : []),
      h("section", {}, h("h2", {}, text.faces), h("p", { class: "help" }, on ? text.facesOn : text.facesOff), switchOff));
  }
}

/** @param {Diagnosis} found */
function finding({ what, problem, hint, is_mendable, is_mended, is_note }) {
  const state = is_mended ? "ready" : is_note ? "note" : "failed";
  const mark = is_mended ? text.mended : is_mendable ? text.mendable : "";
  return row([h("b", {}, what), h("span", { class: "state" }, mark), h("p", {}, words.sentence(problem)), !is_mended && h("small", {}, hint)], [], { state });
}

/** @type {import("./part.js").Part} */
export async function trash(element, redraw) {
  const { characters } = await get("/api/trash");
  const rows = characters.map((/** @type {Character} */ person) => {
    const key = keyOf(person);
    const restore = async () => {
      await post("/api/restore", { handles: [key] });
      changed(text.restored(person.handle));
      redraw();
    };
    return row([h("b", {}, `@${person.handle}`), h("small", {}, [person.project, person.name].filter(Boolean).join(" · "))], act(text.restore, `restore ${key}`, restore), { key });
  });
  draw(element, section(text.parts.trash, rows, text.noTrash));
}
