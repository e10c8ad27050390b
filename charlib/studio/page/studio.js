// @ts-check
// A first page: the newest of the cast as a list. Text is only ever set as text.

/** @typedef {{handle: string, project: string, name: string, picture: string | null}} Character */

const cast = /** @type {HTMLUListElement} */ (document.getElementById("cast"));
const query = /** @type {HTMLInputElement} */ (document.getElementById("query"));
const state = /** @type {HTMLElement} */ (document.getElementById("state"));

/**
 * @param {Character} person
 * @returns {HTMLLIElement}
 */
function row(person) {
  const item = document.createElement("li");
  if (person.picture) {
    const picture = document.createElement("img");
    picture.src = person.picture;
    picture.alt = "";
    picture.loading = "lazy";
    item.append(picture);
  }
  const name = document.createElement("span");
  name.textContent = `@${person.project}/${person.handle} ${person.name}`;
  item.append(name);
  return item;
}

let asked = new AbortController();

async function show() {
  asked.abort();
  asked = new AbortController();
  const where = `/api/characters?limit=60&q=${encodeURIComponent(query.value)}`;
  try {
    const answer = await fetch(where, { signal: asked.signal });
    const found = await answer.json();
    if (!answer.ok) {
      state.textContent = `${found.error.message}. ${found.error.hint}`;
      return;
    }
    cast.replaceChildren(...found.characters.map(row));
    state.textContent = `${found.total.toLocaleString("en")} characters`;
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") {
      state.textContent = "The studio does not answer. Is it still running?";
    }
  }
}

/** A browser keeps six connections to a server: a hidden tab leaves its stream to the others. */
let stream = /** @type {EventSource | null} */ (null);

function listen() {
  stream?.close();
  stream = null;
  if (document.hidden) {
    return;
  }
  stream = new EventSource("/api/events");
  stream.addEventListener("change", show);
  stream.addEventListener("reload", show);
}

document.addEventListener("visibilitychange", () => {
  listen();
  if (!document.hidden) {
    show();
  }
});
query.addEventListener("input", show);
listen();
show();
