// @ts-check
// What may be asked of a film, as the chosen account takes it: lists, numbers and free values.

import { get } from "../frame/api.js";
import { h, keyed } from "../frame/dom.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {{name: string, values: string[], least: number | null, most: number | null, default: string}} Choice */

/** @param {(name: string, value: string) => void} changed */
export function askFields(changed) {
  const element = h("div", { class: "asks" });
  /** @type {Choice[]} */
  let choices = [];
  let asked = "";

  /** @param {Record<string, string>} wishes */
  function show(wishes) {
    // What was asked for another account stays to be seen, and to be taken back.
    const others = Object.keys(wishes).filter((name) => wishes[name] && !choices.some((each) => each.name === name));
    const all = [...choices, ...others.map((name) => ({ name, values: [], least: null, most: null, default: "" }))];
    keyed(element, all.filter(({ name }) => words.scene.asks[name]), (choice) => JSON.stringify(choice), field, (label, { name, values }) => {
      const input = /** @type {HTMLInputElement} */ (label.lastElementChild);
      const value = wishes[name] ?? "";
      if (values.length && value && !values.includes(value)) {
        input.append(option(value, value));
      }
      if (input.value !== value) {
        input.value = value;
      }
    });
  }

  /** @param {Choice} choice */
  function field(choice) {
    const usual = choice.default || words.scene.any;
    const name = words.scene.asks[choice.name];
    const tell = (/** @type {Event} */ { target }) => changed(choice.name, /** @type {HTMLInputElement} */ (target).value.trim());
    const { least, most } = choice;
    const hint = least === null && most === null ? usual : `${least ?? 0}–${most ?? "…"} (${usual})`;
    const input = choice.values.length
      ? h("select", { on: { change: tell } }, [option("", usual), ...choice.values.map((value) => option(value, value))])
      : h("input", { inputmode: /seconds|seed/.test(choice.name) ? "numeric" : "text", placeholder: hint, on: { input: tell }, autocomplete: "off" });
    return h("label", { data: { ask: choice.name } }, name, input);
  }

  return {
    element,
    show,
    /**
     * Offer what an account takes with a model.
     * @param {string | undefined} account
     * @param {Record<string, string>} wishes
     */
    async of(account, wishes) {
      const key = JSON.stringify([account, wishes.model]);
      if (key === asked) {
        return show(wishes);
      }
      asked = key;
      try {
        const path = `/api/accounts/${encodeURIComponent(account ?? "")}/choices`;
        const found = account ? (await get(path, { model: wishes.model }).catch(() => get(path))).choices : [];
        if (asked === key) {
          choices = found;
          show(wishes);
        }
      } catch (error) {
        failed(error);
      }
    },
  };
}

/**
 * @param {string} value
 * @param {string} text
 */
export function option(value, text) {
  const element = h("option", {}, text);
  element.setAttribute("value", value);
  return element;
}
