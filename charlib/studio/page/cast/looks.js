// @ts-check
// The looks of a character with their footage, and its voice.

import { at, keyOf, named, post, put } from "../frame/api.js";
import { ask, labelled } from "../frame/ask.js";
import { button, h } from "../frame/dom.js";
import { field } from "./field.js";
import { mayChange } from "../frame/rules.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Character} Character */
/** @typedef {import("../frame/types.js").Look} Look */
/** Calls the API, shows the character that it answers, and says what was done.
 * @typedef {(call: () => Promise<any>, said: string) => void} Change */

const texts = words.card;

/**
 * @param {Character} person
 * @param {Change} change
 */
export function looks(person, change) {
  const path = at(keyOf(person), "looks");
  const add = () =>
    ask(texts.addLook, [
      labelled(texts.lookName, h("input", { name: "name", required: true, autocomplete: "off", autofocus: true })),
      labelled(texts.description, h("textarea", { name: "description", rows: 3 })),
      labelled(texts.episodesLabel, h("input", { name: "episodes", placeholder: "4-12,15", autocomplete: "off" })),
    ], texts.addLook, async (_, values) => {
      const made = await post(path, values);
      change(async () => made, texts.lookAdded(values.name));
    });
  const items = person.looks.map((look) => h("li", { data: { look: look.name } }, look.name ? other(person, look, change) : h("h4", {}, texts.mainLook), footage(person, look, change)));
  return h("section", {}, h("h3", {}, texts.looks), h("ul", { class: "looks" }, items), mayChange && button(texts.addLook, add, { class: "quiet plus" }));
}

/**
 * The texts of another look than the main one.
 * @param {Character} person
 * @param {Look} look
 * @param {Change} change
 */
function other(person, { name, description, episodes }, change) {
  const path = `${at(keyOf(person), "looks")}/${encodeURIComponent(name)}`;
  const id = `look ${name} `;
  const edit = (/** @type {Record<string, string>} */ values) => change(() => post(`${path}/edit`, values), texts.lookChanged(name));
  const rename = (/** @type {string} */ to) => change(() => post(`${path}/rename`, { new: to }), texts.lookChanged(to));
  const remove = () => change(() => post(`${path}/remove`), texts.lookRemoved(name));
  return [
    h("header", {}, field({ id: `${id}name`, kind: "title", label: texts.lookName, value: name, hasNoLabel: true, save: rename }),
      mayChange && button("×", remove, { class: "quiet", "aria-label": texts.removeLook(name) })),
    field({ id: `${id}description`, kind: "look", label: texts.description, value: description, isLong: true, save: (value) => edit({ description: value }) }),
    field({ id: `${id}episodes`, kind: "name", label: texts.episodesLabel, value: episodes, save: (value) => edit({ episodes: value }) }),
  ];
}

/**
 * @param {Character} person
 * @param {Look} look
 * @param {Change} change
 */
function footage(person, { name, kept }, change) {
  const pictures = kept.filter(({ mime }) => mime.startsWith("image/"));
  const films = kept.filter(({ mime }) => mime.startsWith("video/"));
  const shown = [
    ...pictures.map(({ sha256, url }, index) => h("a", { href: url, target: "_blank", rel: "noreferrer", "aria-label": texts.picture(index + 1) }, h("img", { src: `/media/small/${sha256}`, alt: "", loading: "lazy" }))),
    ...films.map(({ url }) => h("video", { "aria-label": texts.clip, src: url, controls: true, muted: true, loop: true, preload: "none" })),
  ];
  const keep = (/** @type {File[]} */ files) => change(() => keepStills(keyOf(person), files, name), texts.kept(files.length));
  return [
    shown.length ? h("div", { class: "footage" }, shown) : h("p", { class: "hint" }, texts.noFootage),
    mayChange && chooser(texts.addPictures, "image/*", true, keep),
  ];
}

/**
 * Keep pictures of a character; it is created from them then.
 * @param {string} key
 * @param {File[]} files
 * @param {string} [look]
 */
export const keepStills = (key, files, look = "") => put(at(key, "stills"), files, { ...named(files), look });

/**
 * A button that lets files be chosen.
 * @param {string} text
 * @param {string} accept
 * @param {boolean} isMany
 * @param {(files: File[]) => void} take
 */
function chooser(text, accept, isMany, take) {
  const input = h("input", { type: "file", accept, multiple: isMany, hidden: true, "aria-label": text });
  input.addEventListener("change", () => input.files?.length && take([...input.files]));
  return h("div", {}, button(text, () => input.click(), { class: "quiet plus" }), input);
}

/**
 * @param {Character} person
 * @param {Change} change
 */
export function voice(person, change) {
  const path = at(keyOf(person), "voice");
  const { kept } = person.voice ?? {};
  if (!mayChange && !person.voice) {
    return null;
  }
  const remove = () => change(() => post(`${path}/remove`), texts.voiceRemoved);
  return h("section", { class: "voice" }, h("h3", {}, texts.voice),
    kept && h("audio", { src: kept.url, controls: true, preload: "none", "aria-label": texts.voice }),
    mayChange && h("div", {}, chooser(kept ? texts.otherVoice : texts.addVoice, "audio/*", false, (files) => change(() => put(path, files), texts.voiceAdded)),
      person.voice && button(texts.removeVoice, remove, { class: "quiet" })));
}
