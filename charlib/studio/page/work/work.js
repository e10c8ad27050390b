// @ts-check
// Work: what runs and what is unknown, the history, money, and care for the library, a part each.

import { button, fill, h, paused } from "../frame/dom.js";
import { bindKeys } from "../frame/keys.js";
import { listen } from "../frame/live.js";
import { noteAddress } from "../frame/router.js";
import { failed } from "../frame/toast.js";
import { doctor, trashPart } from "./care.js";
import { historyPart } from "./history.js";
import { accounts, cost } from "./money.js";
import { now, sync } from "./now.js";
import { workWords } from "./part.js";

const PARTS = { now, history: historyPart, accounts, cost, doctor, trash: trashPart };
const PART_NAMES = /** @type {(keyof typeof PARTS)[]} */ (Object.keys(PARTS));
const RENEW_PART_MS = 120;

/** @type {import("../frame/router.js").View} */
export function workView(main, { values }) {
  const given = /** @type {keyof typeof PARTS} */ (values.get("part"));
  let part = given in PARTS ? given : PART_NAMES[0];
  let turn = 0;
  const buttons = PART_NAMES.map((name) => button(workWords.parts[name], () => go(name), { data: { part: name } }));
  const nav = h("nav", { class: "facets parts", "aria-label": workWords.title }, h("ul", {}, buttons.map((each) => h("li", {}, each))),
    button(workWords.sync, sync, { class: "main sync spends" }));
  const place = h("div", { class: "work" });
  main.append(h("h1", { class: "unseen" }, workWords.title), h("div", { class: "body" }, nav, place));

  /** @param {keyof typeof PARTS} name */
  function go(name) {
    part = name;
    noteAddress("work", { part: name === PART_NAMES[0] ? "" : name });
    for (const each of buttons) {
      each.setAttribute("aria-pressed", String(each.dataset.part === name));
      each.dataset.part === name && each.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    fill(place);
    draw();
  }

  /** Draw the part in an element of its own: one that was left draws where nobody sees it. */
  async function draw() {
    if (place.querySelector("[data-editing]")) {
      return; // what somebody types stays
    }
    const mine = (turn += 1);
    const shown = /** @type {HTMLElement} */ (place.firstElementChild ?? h("div", { data: { shown: part } }));
    place.firstElementChild ?? place.append(shown);
    try {
      await PARTS[part](shown, renew);
    } catch (error) {
      mine === turn && failed(error);
    }
  }

  const renew = paused(RENEW_PART_MS, draw);
  const again = () => void (part === "doctor" || renew()); // it looks only when it is asked to
  const ends = [
    bindKeys(workWords.title, [
      { keys: PART_NAMES.map((_, index) => index + 1).join(", "), about: workWords.partKeys, run: ({ key }) => go(PART_NAMES[Number(key) - 1]) },
      { keys: "s", about: workWords.syncKey, run: sync },
    ]),
    ...["change", "reload", "job"].map((name) => listen(name, again)),
  ];
  go(part);
  return () => ends.forEach((end) => end());
}
