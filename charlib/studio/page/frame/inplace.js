// @ts-check
// A text that becomes a field when it is chosen: Enter and leaving it save, Escape does not.

/**
 * Put a field in the place of a text, which comes back when it is over.
 * @param {HTMLElement} text
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {(value: string) => void} save called where the value is another one
 * @param {HTMLElement} [after] what has the focus then
 */
export function inPlace(text, input, save, after = text) {
  const before = input.value;
  let isOver = false; // taking the field away makes it lose the focus, which would save it
  /** @param {boolean} keeps */
  const stop = (keeps) => {
    if (!isOver) {
      isOver = true;
      const had = document.activeElement === input;
      input.replaceWith(text);
      had && after.focus();
      keeps && input.value.trim() !== before && save(input.value.trim());
    }
  };
  input.dataset.editing = "";
  input.addEventListener("keydown", (/** @type {any} */ event) => {
    const isEnd = event.key === "Enter" && !event.isComposing && !event.shiftKey;
    if (isEnd || event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      stop(isEnd);
    }
  });
  input.addEventListener("blur", () => stop(true));
  text.replaceWith(input);
  input.focus();
  input.select();
}
