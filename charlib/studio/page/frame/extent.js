// @ts-check
// Where the scrollbar is in a list that is higher than a browser's elements may be (2^24 px).
// Up to HIGHEST both are the same. Beyond, a small step moves by pixels and a large one by proportion.

export const HIGHEST = 8_000_000;

/** A scroll position in a list: `top` is in the list's own pixels, what it returns in the element's. */
export function extent() {
  let height = 0;
  let view = 0;
  let top = 0;
  let bar = 0;
  const real = () => Math.min(height, HIGHEST);
  const furthest = () => Math.max(0, height - view);
  const ratio = () => (height > HIGHEST ? furthest() / (real() - view) : 1);
  const within = (/** @type {number} */ y) => Math.min(Math.max(0, y), furthest());
  return {
    get top() {
      return top;
    },
    get height() {
      return real();
    },
    get isScaled() {
      return height > HIGHEST;
    },
    /**
     * @param {number} whole the height of the list
     * @param {number} seen the height of what is seen
     */
    resize(whole, seen) {
      [height, view] = [whole, seen];
      top = within(top);
      bar = top / ratio();
    },
    /**
     * The element was scrolled.
     * @param {number} to
     */
    scrolled(to) {
      const step = to - bar;
      const isEnd = to <= 0 || to >= real() - view;
      const isSmall = Math.abs(step) < view * 1.5 && !isEnd && height > HIGHEST;
      top = within(isSmall ? top + step : to * ratio());
      bar = to;
    },
    /**
     * Go to a place of the list; returns where the element has to be scrolled to.
     * @param {number} y
     */
    go(y) {
      top = within(y);
      bar = top / ratio();
      return bar;
    },
    /**
     * Where a place of the list is in the element.
     * @param {number} y
     */
    place: (y) => y - top + bar,
  };
}
