// @ts-check
// The prompt as every account needs it, side by side: its form, what goes with it, what it costs,
// or why it cannot be filmed there; and what may be asked of a film.

import { get } from "../frame/api.js";
import { fill, h, keyed, options } from "../frame/dom.js";
import { failed } from "../frame/toast.js";
import { words } from "../words.js";

/** @typedef {import("../frame/types.js").Fault} Fault */
/** @typedef {{account: string, count: number, costs: object[], words: string, refused: string[], budgets: string[], warnings: string[]}} Plan */
/**
 * @typedef {{account: string, profile: string, prompt: string | null, warnings: string[],
 *   findings: {message: string, hint: string, severity: string}[], request: any, error: Fault | null,
 *   characters: {handle: string, look: string, remote_id: string, mention: string}[], plan: Plan | null}} Rendered
 */
/** @typedef {{name: string, profile: string, films: boolean, foreign: boolean, default: boolean, error: string | null, left: string | null, team: string | null}} Account */

/** @param {(name: string) => void} choose */
export function accountCards(choose) {
  const element = h("section", { class: "accounts", "aria-label": words.scene.accounts });
  return {
    element,
    /**
     * @param {Account[]} accounts
     * @param {string[]} chosen
     * @param {Rendered[]} rendered
     * @param {{message: string}[]} known what is told beside the prompt already
     */
    show(accounts, chosen, rendered, known) {
      if (!accounts.length) {
        fill(element, h("div", { class: "noaccount" }, h("p", {}, words.scene.noAccount), h("code", {}, words.scene.noAccountCommand)));
        return;
      }
      keyed(element, accounts, ({ name }) => name, (account) => accountCard(account, choose), (each, account) => {
        const form = rendered.find((other) => other.account === account.name);
        const box = /** @type {HTMLInputElement} */ (each.querySelector("input"));
        box.checked = chosen.includes(account.name);
        each.toggleAttribute("data-chosen", box.checked);
        const key = JSON.stringify([form, account.left, known.length]);
        if (each.dataset.key !== key) {
          each.dataset.key = key;
          fill(/** @type {Element} */ (each.lastElementChild), body(account, form, new Set(known.map(({ message }) => message))));
          fill(/** @type {Element} */ (each.querySelector(".price")), form?.plan?.words ?? "");
        }
      });
    },
  };
}

/**
 * @param {Account} account
 * @param {(name: string) => void} choose
 */
function accountCard({ name, profile, films, foreign }, choose) {
  const box = h("input", { type: "checkbox", disabled: !films || foreign, "aria-label": words.scene.choose(name), on: { change: () => choose(name) } });
  return h("article", { class: "form", data: { account: name } }, h("label", {}, box, h("b", {}, name), h("small", {}, profile), h("span", { class: "price" })), h("div", {}));
}

/**
 * @param {Account} account
 * @param {Rendered | undefined} form
 * @param {Set<string>} known
 */
function body(account, form, known) {
  const problems = [
    ...(form?.findings ?? []).filter(({ severity }) => severity === "error"), ...(form?.error ? [form.error] : []),
    ...(account.error ? [{ message: account.error, hint: "" }] : []),
    ...(form?.plan?.refused ?? []).map((message) => ({ message, hint: "" })),
  ];
  const told = [...new Map(problems.filter(({ message }) => !known.has(message)).map((each) => [each.message, each])).values()];
  const warnings = form?.plan?.warnings ?? form?.warnings ?? [];
  return [
    problems.length && !told.length ? h("small", {}, words.scene.above) : null,
    form?.prompt && h("p", { class: "rendered", dir: "auto" }, marked(form)),
    told.length ? h("ul", { class: "problem" }, told.map(({ message, hint }, at) => h("li", {}, words.sentence(message), hint && hint !== told[at + 1]?.hint && h("small", {}, hint)))) : null,
    warnings.length ? h("ul", { class: "warning" }, warnings.map((text) => h("li", {}, words.sentence(text)))) : null,
    form?.prompt ? withIt(form) : null,
    account.films ? null : h("small", {}, words.scene.onlyRenders),
    ...(form?.plan?.budgets ?? [account.left, account.team]).map((text) => text && h("small", {}, text)),
  ];
}

/**
 * The prompt of an account, with what it calls characters.
 * @param {Rendered} form
 */
function marked({ prompt, characters }) {
  const names = characters.map(({ mention }) => mention).filter(Boolean);
  if (!names.length) {
    return [prompt];
  }
  const pattern = names.sort((a, b) => b.length - a.length).map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return (prompt ?? "").split(new RegExp(`(${pattern.join("|")})`)).map((part, index) => (index % 2 ? h("mark", {}, part) : part));
}

/**
 * What accompanies a prompt: the IDs, kept pictures and voices, and the whole request.
 * @param {Rendered} form
 */
function withIt({ characters, request }) {
  const ids = characters.map(({ handle, look, remote_id, mention }) =>
    h("li", {}, h("b", {}, `@${handle}${look && `+${look}`}`), " ", h("code", {}, remote_id || mention)));
  const media = files(request).map(({ sha256, type, file }) =>
    /^(png|jpe?g|webp)$|^image\//.test(type ?? "") ? h("img", { src: `/media/small/${sha256}`, alt: file, title: file, loading: "lazy" }) : h("code", {}, file));
  const whole = h("details", {}, h("summary", {}, words.scene.request), h("pre", { tabindex: 0 }, JSON.stringify(request, null, 2)));
  return h("div", { class: "with" }, ids.length || media.length ? h("p", { class: "label" }, words.scene.sees) : null, h("ul", {}, ids), media.length ? h("div", { class: "media" }, media) : null, whole);
}

/**
 * The files of a request, each once.
 * @param {any} value
 * @returns {{sha256: string, type?: string, file: string}[]}
 */
function files(value) {
  if (value === null || typeof value !== "object") {
    return [];
  }
  const found = value.sha256 && value.file ? [value] : Object.values(value).flatMap(files);
  return [...new Map(found.map((each) => [each.sha256, each])).values()];
}

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
    keyed(element, all.filter(({ name }) => words.scene.columns[name]), (choice) => JSON.stringify(choice), field, (label, { name, values }) => {
      const input = /** @type {HTMLInputElement} */ (label.lastElementChild);
      const value = wishes[name] ?? "";
      if (values.length && value && !values.includes(value)) {
        input.append(...options([[value, value]]));
      }
      if (input.value !== value) {
        input.value = value;
      }
    });
  }

  /** @param {Choice} choice */
  function field(choice) {
    const usual = choice.default || words.scene.any;
    const name = words.scene.columns[choice.name];
    const tell = (/** @type {Event} */ { target }) => changed(choice.name, /** @type {HTMLInputElement} */ (target).value.trim());
    const { least, most } = choice;
    const hint = least === null && most === null ? usual : `${least ?? 0}–${most ?? "…"} (${usual})`;
    const input = choice.values.length
      ? h("select", { on: { change: tell } }, options([["", usual], ...choice.values.map((value) => [value, value])]))
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
