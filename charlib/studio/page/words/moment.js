// @ts-check
// Words of the moment: a film, its timeline and windows.

import { number } from "./common.js";

/** @param {string} window */
const span = (window) => `${window.replace(",", " – ")} s`;
/** @param {number} score below 0 where nobody knows it */
const rated = (score) => (score < 0 ? "Saved" : `${Math.round(score * 100)} %`);
/** @param {number} count @param {string} one @param {string} many */
const some = (count, one, many) => (count === 1 ? `1 ${one}` : `${number(count)} ${many}`);
/** @param {number | null} low @param {number | null} high */
const advised = (low, high) => `${[low, high].filter((bound) => bound !== null).join("-")} s`;

export const moment = {
  span,
  film: "Film",
  timeline: "Timeline",
  part: "The part that is seen",
  /** @param {string} from @param {string} to */
  seen: (from, to) => `${from} to ${to}`,
  noPicture: "There is no picture of this frame.",
  /** @param {string} at @param {number | null} frame */
  place: (at, frame) => `${at} s, ${frame === null ? "the end" : `frame ${frame}`}`,
  /** @param {number} n @param {string} handle */
  startOf: (n, handle) => `Start of ${handle || `window ${n}`}`,
  /** @param {number} n @param {string} handle */
  endOf: (n, handle) => `End of ${handle || `window ${n}`}`,
  /** @param {number} n */
  window: (n) => `Window ${n}`,
  /** @param {string} start @param {string} end */
  between: (start, end) => `${start} – ${end} s`,
  /** @param {string} long @param {number} frames */
  length: (long, frames) => `${long} s, ${some(frames, "frame", "frames")}`,
  windows: "Windows",
  noWindow: "Set one with I and O while you watch, or take a suggestion.",
  add: "Add a window for another character",
  drop_: "Remove this window",
  fields: { handle: "Handle", look: "Look", name: "Name", about: "Description", tags: "Tags" },
  blanks: { handle: "mia", look: "main look", name: "", about: "", tags: "hero, season-1" },
  account: "Account",
  noAccount: "No account creates characters yet. Add one in a terminal:",
  noAccountCommand: "charlib account add home --profile sandbox",
  noSpend: "This studio does not spend",
  /** @param {number} least @param {number} most @param {number} low @param {number} high */
  rule: (least, most, low, high) =>
    [
      least > 0 && `at least ${least} s`, most < Infinity && `at most ${most} s`,
      (low !== least || high !== most) && `best ${advised(low || null, high < Infinity ? high : null)}`,
    ].filter(Boolean).join(", ") || "any length",
  problems: {
    /** @param {string} long @param {number} least */
    short: (long, least) => `it is ${long} s long; the minimum is ${least} s`,
    /** @param {string} long @param {number} most */
    long: (long, most) => `it is ${long} s long; the maximum is ${most} s`,
    /** @param {string} long @param {number} low @param {number | null} high */
    brief: (long, low, high) => `${long} s is short: ${advised(low, high)} works best`,
    /** @param {string} long @param {number | null} low @param {number} high */
    lengthy: (long, low, high) => `${long} s is long: ${advised(low, high)} works best`,
    /** @param {number} settle */
    early: (settle) => `it begins in the first ${settle} s, where faces are unstable`,
    /** @param {{handle: string, window: string}[]} near @param {number} more */
    overlaps: (near, more) => `it overlaps ${near.map(({ handle, window }) => `@${handle}'s window ${window}`).join(", ")}${more > 0 ? ` and ${more} more` : ""} of the same source`,
  },
  /** The lengths of windows. @param {number} least @param {number} most */
  lengths: (least, most) => (least > 0 ? `${least}–${most} s` : `≤ ${most} s`),
  /** @param {number} count */
  create: (count) => (count === 1 ? "Create…" : `Create ${number(count)}…`),
  /** @param {number} count */
  make: (count) => (count === 1 ? "Create" : `Create ${number(count)}`),
  /** @param {string[]} titles @param {string} account */
  ask: (titles, account) => `Create ${titles.length === 1 ? titles[0] : `all ${number(titles.length)}`} at ${account}?`,
  /** @param {{amounts: string[], unknown: number}} sum */
  total: ({ amounts, unknown }) =>
    `Together ${[amounts.length > 0 && `about ${amounts.join(" and ")}`, unknown > 0 && `${some(unknown, "call", "calls")} without a known price`].filter(Boolean).join(", and ") || "free"}`,
  creations: "Created here",
  states: /** @type {Record<string, string>} */ ({ running: "Creating…", gone: "Taken back" }),
  /** @param {string} title */
  made: (title) => `Created ${title}`,
  open: "Open in the cast",
  again: "Try again",
  noHandle: "type a handle for this window",
  noHandleHint: "It is what prompts say after @.",
  suggestions: "Suggestions",
  suggest: "Find windows",
  /** @param {number} part */
  watching: (part) => `Watching… ${Math.floor(part * 100)} %`,
  noSuggestion: "No window of this film is good enough",
  score: rated,
  /** @param {number} n @param {{window: string, score: number, why: string, but: string}} what */
  suggestion: (n, { window, score, why, but }) => `Suggestion ${n}: ${span(window)}, ${rated(score)}. ${[why, but].filter(Boolean).join("; ")}`,
  /** @param {number} part */
  proxy: (part) => `This browser does not play the film. A copy is being made: ${Math.floor(part * 100)} %`,
  frames: "This film is not on this machine: it is shown frame by frame.",
  choose: "Choose a film",
  find: "Search, or paste a URL",
  files: "In the folders",
  sources: "Recorded",
  takes: "Takes",
  url: "A URL",
  /** @param {number} task */
  take: (task) => `Film of task ${task}`,
  elsewhere: "not on this machine",
  noFilm: "No film of this name",
  drop: "Drop the film to use it",
  dropHint: "Or drop a film anywhere on this page.",
  /** @param {string} name */
  taking: (name) => `${name} is being copied…`,
  nothing: "Choose a film",
  nothingHelp: "Drop one here, or start the studio with a folder of films:",
  nothingCommand: "charlib studio ~/clips",
  /** @param {number} width @param {number} height @param {number} frames @param {boolean} isSteady */
  facts: (width, height, frames, isSteady) => `${width ? `${width} × ${height} · ` : ""}${some(frames, "frame", "frames")}${isSteady ? "" : ", variable rate"}`,
  clock: "Time or #frame",
  /** @param {number} frame */
  frame: (frame) => `frame ${frame}`,
  /** @param {number} rate */
  rate: (rate) => (rate === 0 || rate === 1 ? "" : `${rate < 0 ? "−" : ""}${Math.abs(rate)}×`),
  settings: "Settings",
  reaction: "Reaction time in seconds: how much earlier I sets the start while the film plays",
  shot: "Another shot begins",
  /** @param {{why: string, people: {handle: string, verdict: string}[]}} found */
  who: ({ people, why }) =>
    people.length ? `Faces: ${people.map(({ handle, verdict }) => `@${handle} (${verdict.replace("-", " ")})`).join(", ")}` : `Faces: ${why || "nobody of the cast"}`,
  /** @param {number} settle */
  settle: (settle) => `Faces are unstable in the first ${settle} s`,
  /** @param {string} handle */
  taken: (handle) => `@${handle}`,
  keys: {
    play: "Play or pause", backwards: "Play backwards, faster each time", stop: "Stop", faster: "Play, faster each time",
    back: "A frame back", on: "A frame forward", second: "A second back or forward", percent: "A hundredth of the film",
    key: "The keyframe before or after", ends: "Begin and end of the film", bounds: "Start and end of the window", start: "Set the start",
    end: "Set the end", once: "Play the window once", suggestion: "The suggestion before or after", add: "Add a window", drop: "Remove the window",
    other: "The window before or after", create: "Create", zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Zoom to the window, and back", go: "Go to a time or #frame", mute: "Mute", choose: "Choose a film",
  },
};
