// @ts-check
// Tiles of a film under its player: keyframes of the whole first, then frames of the part that is
// seen. Sheets are fetched two at a time, and no longer when nobody waits for them.

import { get, isAborted } from "../frame/api.js";
import { paused } from "../frame/dom.js";
import { failed } from "../frame/toast.js";

/**
 * @typedef {{tile: number[], columns: number, per_sheet: number, moments: number[],
 *   is_keys: boolean, sheets: string[], pictures: ImageBitmap[]}} Layer
 */

const REFINE_MS = 250;
const MOST_TILES = 200;
const AT_ONCE = 2;

/** @param {() => void} drawn called when there are more tiles */
export function strip(drawn) {
  /** @type {Layer[]} */
  let layers = [];
  let source = 0;
  let all = new AbortController();
  let part = new AbortController();

  /**
   * @param {Record<string, number>} of
   * @param {AbortSignal} signal
   * @param {(layer: Layer) => void} put
   */
  async function load(of, signal, put) {
    try {
      /** @type {Layer} */
      const layer = { ...(await get(`/api/sources/${source}/strip`, of, signal)), pictures: [] };
      put(layer);
      const left = layer.sheets.map((url, number) => ({ url, number }));
      const work = async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          const sheet = await fetch(next.url, { signal });
          if (sheet.ok) {
            layer.pictures[next.number] = await createImageBitmap(await sheet.blob());
            drawn();
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } catch (error) {
      isAborted(error) || /** @type {any} */ (error).kind === "not-found" || failed(error); // a film that is elsewhere has no tiles
    }
  }

  /** Whether the keyframes in a part are enough for so many tiles. @type {(from: number, to: number, count: number) => boolean} */
  const isEnough = (from, to, count) => (layers.at(-1)?.moments.filter((at) => at >= from && at < to).length ?? count) >= count;

  const refine = paused(REFINE_MS, (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ count) => {
    part.abort();
    if (layers.length && !all.signal.aborted && !isEnough(from, to, count)) {
      part = new AbortController();
      load({ start: from, end: to, count: Math.min(count, MOST_TILES) }, part.signal, (layer) => (layers = [layer, ...layers.slice(0, 1), ...layers.slice(-1)].filter((each, n, list) => list.indexOf(each) === n)));
    }
  });

  /**
   * The tile for a moment: of the finest layer that has one near.
   * @param {number} at
   * @param {number} wide the seconds a tile stands for
   */
  function find(at, wide) {
    for (const layer of layers) {
      const { moments } = layer;
      let n = moments.findIndex((each) => each > at);
      n = n < 0 ? moments.length - 1 : Math.max(0, n - 1);
      const sheet = layer.pictures[Math.floor(n / layer.per_sheet)];
      if (sheet && (layer.is_keys || Math.abs(moments[n] - at) <= wide * 1.5)) {
        const [width, height] = layer.tile;
        const place = n % layer.per_sheet;
        return { sheet, width, height, x: (place % layer.columns) * width, y: Math.floor(place / layer.columns) * height };
      }
    }
    return null;
  }

  return {
    refine,
    /** @param {number} id the source, or 0 for none */
    open(id) {
      all.abort();
      part.abort();
      [source, layers, all] = [id, [], new AbortController()];
      id ? load({}, all.signal, (layer) => (layers = [layer])).then(drawn) : all.abort();
    },
    /**
     * Draw the tiles of a part: as many as fit, each at its own place of the film.
     * @param {CanvasRenderingContext2D} on
     * @param {{from: number, to: number, left: number, top: number, width: number, height: number, aspect: number}} where
     */
    draw(on, { from, to, left, top, width, height, aspect }) {
      const slot = height * aspect;
      const wide = (slot / width) * (to - from);
      on.save();
      on.beginPath();
      on.rect(left, top, width, height);
      on.clip();
      for (let n = Math.floor(from / wide); n * wide < to; n += 1) {
        const tile = find((n + 0.5) * wide, wide);
        if (tile) {
          const [w, high] = [Math.min(tile.width, tile.height * aspect), Math.min(tile.height, tile.width / aspect)];
          const [x, y] = [tile.x + (tile.width - w) / 2, tile.y + (tile.height - high) / 2];
          on.drawImage(tile.sheet, x, y, w, high, left + ((n * wide - from) / (to - from)) * width, top, slot - 1, height);
        }
      }
      on.restore();
      return Math.ceil(width / slot);
    },
  };
}
