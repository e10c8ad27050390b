// @ts-check
// A grid or list of which only the rows that are seen are in the page. One cell takes the focus.

import { h, keyed } from "./dom.js";
import { extent } from "./extent.js";

const CELL = 168;
const GAP = 12;
const TEXT = 54;
const ROW = 60;
const SETTLE_MS = 150;

/**
 * `count` is how many there are; `cell` fills the cell of an index; `need` loads a stretch.
 * @typedef {{count: () => number, cell: (element: HTMLElement, index: number) => void,
 *   need: (from: number, to: number) => void, moved: (first: number) => void}} Source
 */

/**
 * @param {string} label
 * @param {Source} source
 */
export function grid(label, source) {
  const rows = h("div", { class: "rows", role: "presentation" });
  const element = h("div", { class: "grid", role: "grid", "aria-label": label, "aria-multiselectable": "true" }, rows);
  const size = extent();
  let [columns, rowHeight, isList, active, stop, settling] = [1, ROW, false, 0, 0, 0];

  function measure() {
    const first = Math.round(size.top / rowHeight) * columns;
    const width = element.clientWidth - 2 * GAP;
    if (width <= 0) {
      return;
    }
    const most = width < 480 ? 2 : Math.floor((width + GAP) / (CELL + GAP));
    columns = isList ? 1 : Math.max(2, most);
    rowHeight = isList ? ROW : Math.round((width - (columns - 1) * GAP) / columns + TEXT + GAP);
    element.style.setProperty("--columns", String(columns));
    element.style.setProperty("--row", `${rowHeight - (isList ? 0 : GAP)}px`);
    element.dataset.layout = isList ? "list" : "grid";
    fit();
    element.scrollTop = size.go(Math.floor(first / columns) * rowHeight);
    render();
  }

  function fit() {
    const count = Math.ceil(source.count() / columns);
    size.resize(count * rowHeight + 2 * GAP, element.clientHeight);
    rows.style.height = `${size.height}px`;
    element.setAttribute("aria-rowcount", String(count));
    element.setAttribute("aria-colcount", String(columns));
    active = Math.max(0, Math.min(active, source.count() - 1));
  }

  function render() {
    const count = source.count();
    const last = Math.ceil(count / columns) - 1;
    const top = Math.max(0, Math.floor(size.top / rowHeight));
    const end = Math.min(last, Math.floor((size.top + element.clientHeight) / rowHeight));
    const held = Math.floor(active / columns);
    const hadFocus = element.contains(document.activeElement);
    const seen = new Set(hadFocus && held <= last ? [held] : []);
    for (let row = Math.max(0, top - 1); row <= Math.min(last, end + 1); row += 1) {
      seen.add(row);
    }
    const wanted = [...seen].sort((a, b) => a - b);
    stop = seen.has(held) ? active : Math.max(0, top) * columns; // Tab always finds a cell
    keyed(rows, wanted, (row) => `${row}/${columns}`, makeRow, (item, row) => showRow(item, row, count));
    if (hadFocus && !element.contains(document.activeElement)) {
      focusActive(); // its row was made anew
    }
    if (count) {
      source.need(Math.max(0, top) * columns, Math.min(count, (end + 1) * columns) - 1);
    }
    source.moved(Math.min(count, top * columns + 1));
  }

  function focusActive() {
    const cell = rows.querySelector(`[data-index="${active}"]`);
    /** @type {HTMLElement | null} */ (cell)?.focus({ preventScroll: true });
  }

  /** @param {number} row */
  function makeRow(row) {
    const cells = Array.from({ length: columns }, (_, column) =>
      h("div", { class: "cell", role: "gridcell", "aria-colindex": column + 1, tabindex: -1 }),
    );
    return h("div", { class: "row", role: "row", "aria-rowindex": row + 1 }, cells);
  }

  /**
   * @param {HTMLElement} element
   * @param {number} row
   * @param {number} count
   */
  function showRow(element, row, count) {
    element.style.transform = `translateY(${size.place(row * rowHeight + GAP)}px)`;
    [...element.children].forEach((child, column) => {
      const cell = /** @type {HTMLElement} */ (child);
      const index = row * columns + column;
      cell.hidden = index >= count;
      cell.dataset.index = String(index);
      cell.tabIndex = index === stop ? 0 : -1;
      if (index < count) {
        source.cell(cell, index);
      }
    });
  }

  function scrolled() {
    size.scrolled(element.scrollTop);
    render();
    if (size.isScaled) {
      clearTimeout(settling);
      settling = setTimeout(() => {
        element.scrollTop = size.go(size.top);
        render();
      }, SETTLE_MS);
    }
  }

  /** @param {number} index */
  function reveal(index) {
    const top = Math.floor(index / columns) * rowHeight;
    const bottom = top + rowHeight + GAP - element.clientHeight;
    if (top < size.top || bottom > size.top) {
      element.scrollTop = size.go(top < size.top ? top : bottom);
    }
  }

  const watch = new ResizeObserver(measure);
  element.addEventListener("scroll", scrolled, { passive: true });
  element.addEventListener("focusin", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest(".cell");
    if (cell instanceof HTMLElement && Number(cell.dataset.index) !== active) {
      active = Number(cell.dataset.index);
      render();
    }
  });
  watch.observe(element);

  return {
    element,
    render,
    get active() {
      return active;
    },
    /** The number of items changed. */
    resized() {
      fit();
      render();
    },
    /** Show the beginning. */
    rewind() {
      active = 0;
      fit();
      element.scrollTop = size.go(0);
      render();
    },
    /** @param {boolean} list */
    layout(list) {
      isList = list;
      measure();
    },
    /**
     * Give an item the focus, and show it.
     * @param {number} index
     */
    focus(index) {
      active = Math.max(0, Math.min(index, source.count() - 1));
      reveal(active);
      render();
      focusActive();
      render();
    },
    /** How far a key goes: to the next row, or a screen away. */
    steps: () => ({
      row: columns,
      screen: columns * Math.max(1, Math.floor(element.clientHeight / rowHeight)),
    }),
    end() {
      watch.disconnect();
      clearTimeout(settling);
    },
  };
}
