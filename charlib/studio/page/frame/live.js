// @ts-check
// One stream of events. A browser keeps six connections to a server, so a hidden tab closes its own.

/** @type {Map<string, Set<(data: any) => void>>} */
const listeners = new Map();
/** @type {EventSource | null} */
let stream = null;
let seen = -1;

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

function open() {
  stream?.close();
  stream = null;
  if (document.hidden) {
    return;
  }
  stream = new EventSource("/api/events");
  stream.addEventListener("hello", (event) => greet(JSON.parse(event.data).entry));
  for (const name of ["change", "reload", "job"]) {
    stream.addEventListener(name, (event) => {
      seen = Number(event.lastEventId) || seen;
      tell(name, JSON.parse(event.data));
    });
  }
}

/**
 * A new stream says where the journal is: further than this tab saw, and it missed something.
 * @param {number} entry
 */
function greet(entry) {
  if (seen >= 0 && entry !== seen) {
    tell("reload", {});
  }
  seen = entry;
}

/** Open the stream, and keep it as long as the tab is seen. */
export function start() {
  document.addEventListener("visibilitychange", open);
  open();
}
