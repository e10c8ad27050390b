// @ts-check
// One stream of events for all tabs that are seen: a browser keeps six connections to a server. One
// tab reads it and tells the others; when it is hidden or closed, another one takes over.

import { forgetAfter } from "./api.js";

/** @type {Map<string, Set<(data: any) => void>>} */
const listeners = new Map();
const SHARED = "charlib-events";
const channel = new BroadcastChannel(SHARED);
let waiting = new AbortController();
let leave = () => {};
let isLeading = false;
let seen = Number(document.documentElement.dataset.entry); // the journal, before anything was loaded

/**
 * Listen to `change` (entries of the journal), `job`, or `reload` (load everything again). Returns
 * what ends it.
 * @param {string} name
 * @param {(data: any) => void} listener
 */
export function listen(name, listener) {
  const known = listeners.get(name) ?? new Set();
  listeners.set(name, known.add(listener));
  return () => known.delete(listener);
}

/**
 * @param {string} name
 * @param {any} data
 */
function tell(name, data) {
  listeners.get(name)?.forEach((listener) => listener(data));
}

/** @typedef {{name: string, id: number, data: any}} Message */

function openStream() {
  waiting.abort();
  leave();
  if (document.hidden) {
    return;
  }
  waiting = new AbortController();
  channel.postMessage({ name: "ask" });
  navigator.locks.request(SHARED, { signal: waiting.signal }, lead).catch(() => {}); // it is hidden again
}

/** Read the stream for all tabs, until this one is hidden or closed. */
function lead() {
  const stream = new EventSource("/api/events");
  for (const name of ["hello", "change", "reload", "job"]) {
    stream.addEventListener(name, (event) => {
      const message = { name, id: Number(event.lastEventId), data: JSON.parse(event.data) };
      channel.postMessage(message);
      take(message);
    });
  }
  return new Promise((/** @type {(value: void) => void} */ done) => {
    leave = () => {
      stream.close();
      leave = () => {};
      done();
    };
    isLeading = true;
  }).finally(() => (isLeading = false));
}

/** @param {Message} message */
function take({ name, id, data }) {
  const newest = name === "hello" ? data.entry : id || seen;
  newest < seen && forgetAfter(newest);
  if (name === "hello") {
    greet(data.entry);
  } else {
    seen = id || seen;
    tell(name, data);
  }
}

/**
 * A new stream says where the journal is: further than this tab saw, and it missed something.
 * @param {number} entry
 */
function greet(entry) {
  if (entry !== seen) {
    tell("reload", {});
  }
  seen = entry;
}

/** Listen as long as the tab is seen. */
export function startLive() {
  forgetAfter(seen);
  channel.addEventListener("message", ({ data }) => {
    if (data.name !== "ask") {
      document.hidden || take(data);
    } else if (isLeading) {
      channel.postMessage({ name: "hello", id: seen, data: { entry: seen } });
    }
  });
  document.addEventListener("visibilitychange", openStream);
  openStream();
}
