// @ts-check
// Words of the takes.

import { number } from "./common.js";

/** @param {number} count */
const films = (count) => (count === 1 ? "1 film" : `${number(count)} films`);

export const takes = {
  title: "Takes",
  search: "Search takes",
  hint: "Search: words, episode:5, rating:>3, -picked:yes",
  order: "Order",
  orders: [["scene", "Story"], ["newest", "Newest"], ["rating", "Rating"], ["check", "Check"]],
  scenes: "Scenes",
  all: "All takes",
  loose: "Without a scene",
  /** @param {number | null} episode */
  episode: (episode) => (episode === null ? "No episode" : `Episode ${episode}`),
  /** @param {string} scene */
  scene: (scene) => (scene ? `Scene ${scene}` : "No scene"),
  /** @param {{take: number | null, id: number}} take */
  take: ({ take, id }) => (take === null ? `Film ${id}` : `Take ${take}`),
  picked: "Picked",
  running: "Running",
  pick: "Pick",
  /** @param {string} take @param {boolean} isPicked */
  didPick: (take, isPicked) => (isPicked ? `Picked ${take.toLowerCase()}` : `${take} is no longer picked`),
  rating: "Rating",
  /** @param {number} count */
  stars: (count) => (count === 1 ? "1 star" : `${count} stars`),
  /** @param {string} take @param {number | null} count */
  didRate: (take, count) => (count === null ? `${take} has no rating` : `${take}: ${count} of 5`),
  note: "Note",
  addNote: "Add a note",
  /** @param {string} take */
  didNote: (take) => `Changed the note of ${take.toLowerCase()}`,
  states: /** @type {Record<string, string>} */ ({
    queued: "Waiting to be sent", running: "The provider is working on it", failed: "Failed",
    rejected: "Refused by the provider", unknown: "No answer came. Settle it in Work.",
    done: "The film is not on this machine",
  }),
  cannotPlay: "This browser cannot play this film.",
  proxy: "Make a copy that plays",
  proxying: "Making a copy…",
  sound: "Sound",
  details: "Prompt and details",
  fields: { account: "Account", model: "Model", cost: "Cost", filmed: "Filmed", remote: "ID" },
  cut: "Cut a look",
  download: "Download",
  cancel: "Cancel the film",
  cancelled: "The film is cancelled",
  check: "Check faces",
  checking: "Comparing faces…",
  /** @param {number} count */
  checked: (count) => (count === 1 ? "1 take checked" : `${number(count)} takes checked`),
  identity: "Recognition of faces is off",
  identityHelp: "To compare faces, charlib computes templates from your kept stills. These are biometric data. They are stored on this machine only, and switching it off in Work deletes them.",
  identityOn: "Switch it on and check",
  sheet: "Contact sheet",
  export: "Export…",
  exportTitle: "Export picked films",
  exportHelp: "The picked films among these takes go to the folder exports of your library, under names that people can read.",
  timeline: "As a timeline for an editor (OTIO)",
  /** @param {{files: string[], written: number, others: string[], missing: number[]}} done */
  exported: ({ files, written, others, missing }) =>
    [`${films(files.length)} in the folder exports, ${written} new`, others.length && `${films(others.length)} not replaced`, missing.length && `${films(missing.length)} not on this machine`]
      .filter(Boolean).join("; "),
  none: "No takes yet",
  noneScene: "Write a prompt",
  noneFilm: " in Scene, and film it.",
  noMatch: "No takes match",
  /** @param {number} count */
  most: (count) => `Only the first ${number(count)} are shown. Search for fewer.`,
  /** @param {number} count @param {boolean} more */
  count: (count, more) => (count === 1 && !more ? "1 take" : `${number(count)}${more ? "+" : ""} takes`),
  play: "Play",
  pause: "Pause",
  time: "Time",
  back: "A frame back",
  on: "A frame on",
  keys: {
    move: "Move", ends: "First and last", play: "Play the scene", frame: "A frame back or on", second: "A second back or on",
    start: "To the beginning", rate: "Rate", unrate: "Remove the rating", pick: "Pick, or no longer",
    also: "Pick beside the picked one", note: "Note", sound: "Sound of this take", details: "Prompt and details",
    check: "Check faces of the scene",
  },
};
