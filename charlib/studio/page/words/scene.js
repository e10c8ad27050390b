// @ts-check
// Words of the scene: writing a prompt and filming it.

import { number } from "./common.js";

/** @param {number} count @param {string} one */
const counted = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;

export const scene = {
  title: "Scene",
  prompt: "Prompt",
  hint: "What happens? Type @ for a character, + after one for a look",
  drafts: "Drafts",
  fresh: "New",
  drop: "Delete",
  dropped: "Deleted the draft",
  back: "Undo",
  unnamed: "Empty draft",
  /** @param {string} episode @param {string} label */
  place: (episode, label) => [episode && `Episode ${episode}`, label && `Scene ${label}`].filter(Boolean).join(" · "),
  kept: "Drafts are kept in this browser.",
  full: "The browser has no room for this draft: delete others",
  forked: "Another tab changed this draft. Yours goes on as a copy.",
  one: "One scene",
  table: "Table",
  project: "Project",
  none: "none",
  columns: /** @type {Record<string, string>} */ ({
    prompt: "Prompt", episode: "Episode", scene: "Scene", takes: "Takes", account: "Account",
    ratio: "Ratio", seconds: "Seconds", resolution: "Resolution", seed: "Seed", audio: "Sound", model: "Model",
  }),
  params: "Other values",
  paramsHint: "JSON, such as {\"style\": \"noir\"}",
  any: "Any",
  people: "Characters",
  mentions: "Characters and looks",
  /** @param {number} count */
  looks: (count) => (count ? `+ ${counted(count, "look")}` : ""),
  /** @param {string} also */
  also: (also) => `also @${also}`,
  aProject: "Project",
  mainLook: "main look",
  problems: "Problems",
  /** @param {string} text */
  fix: (text) => `Write ${text}`,
  above: "See the problems of the prompt",
  accounts: "Accounts",
  /** @param {string} name */
  choose: (name) => `Film at ${name}`,
  noAccount: "No account yet. Add one in a terminal:",
  noAccountCommand: "charlib account add home --profile sandbox",
  onlyRenders: "Renders prompts only",
  sees: "Sent with it",
  request: "Whole request",
  film: "Film…",
  readOnly: "Read-only: nothing is sent",
  noSpend: "No spending: nothing is sent",
  /** @param {number} films @param {string} where */
  ask: (films, where) => `Film ${counted(films, "take")}${where && ` at ${where}`}?`,
  /** @param {string} price */
  price: (price) => `Price: ${price.replace("the price is ", "")}.`,
  confirm: "Film",
  /** @param {number} count */
  leftOut: (count) => `${counted(count, "row")} with a problem will be left out.`,
  /** @param {number} done @param {number} total */
  filming: (done, total) => `Filming: ${number(done)} of ${number(total)}`,
  /** @param {number} count */
  filmed: (count) => `Filmed ${counted(count, "take")}`,
  see: "See the takes",
  drops: "Drop a table of scenes",
  rows: "Scenes",
  column: "Column…",
  row: "Add a row",
  again: "Film again what is filmed",
  /** @param {number} at */
  unrow: (at) => `Remove row ${at}`,
  paste: "Paste or drop a table (CSV, JSON Lines) with the column prompt, or one prompt on each line.",
  unlabelled: "A row without a scene is filmed each time.",
  /** @param {number} left @param {number} takes */
  left: (left, takes) => (left ? (left < takes ? `${left} of ${takes} left · ` : "") : "Filmed"),
  keys: { film: "Film", fresh: "New draft", write: "Write the prompt", fix: "Take the first fix", mode: "One scene or a table" },
  /** @param {string} text */
  inEpisodes: (text) => `Episodes ${text}`,
};
