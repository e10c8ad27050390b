// @ts-check
// Files that are dropped on the page.

import { failed } from "./toast.js";

/**
 * Take files that are dropped on an element, which says so while they are over it; returns what ends it.
 * @param {HTMLElement} element
 * @param {string} hint
 * @param {(files: File[]) => unknown} take
 */
export function onDrop(element, hint, take) {
  const listening = new AbortController();
  const { signal } = listening;
  const over = (/** @type {boolean} */ is) => (is ? (element.dataset.drop = hint) : delete element.dataset.drop);
  /** @param {DragEvent} event */
  const has = (event) => event.dataTransfer?.types.includes("Files") && (event.preventDefault(), true);
  element.addEventListener("dragover", (event) => has(event) && over(true), { signal });
  element.addEventListener("dragleave", ({ relatedTarget }) => element.contains(/** @type {Node | null} */ (relatedTarget)) || over(false), { signal });
  element.addEventListener("drop", async (event) => {
    over(false);
    try {
      has(event) && (await take([...(event.dataTransfer?.files ?? [])]));
    } catch (error) {
      failed(error);
    }
  }, { signal });
  return () => (over(false), listening.abort());
}
