// @ts-check
// Beside the film: the windows, whom to create from the chosen one, what is wrong with it, the
// suggestions with their reasons, and what is being created.

import { get, isAborted } from "../frame/api.js";
import { button, fill, h, keyed, latest, options, paused } from "../frame/dom.js";
import { maySpend } from "../frame/rules.js";
import { words } from "../words.js";
import { makingItem, makings } from "./jobs.js";
import { lengths } from "./rules.js";
import { seconds } from "../frame/times.js";

/** @typedef {import("./timeline.js").Suggested} Suggested */
/** @typedef {import("./rules.js").Problem} Problem */
/** @typedef {import("./rules.js").Rules} Rules */
/** @typedef {{name: string, profile: string, creates: boolean, default: boolean, window: Rules, left: string | null, team: string | null}} Account */
/** @typedef {import("./cuts.js").Cut} Cut */
/** @typedef {"handle" | "look" | "name" | "about" | "tags"} Text */

const INPUTS = /** @type {Text[]} */ (["handle", "look", "name", "about", "tags"]);
const TYPED_MS = 120;
const MOST_PEOPLE = 8;

/**
 * @param {{choose: (id: number) => void, drop: (id: number) => void, add: () => void,
 *   typed: (name: Text, value: string) => void, create: () => void, account: (name: string) => void,
 *   suggest: () => void, suggested: (number: number) => void}} tell
 */
export function panel(tell) {
  const list = h("ol", { class: "cuts" });
  const problems = h("ul", { class: "problems", role: "status" });
  const facesLine = h("p", { class: "hint faces", role: "status" });
  const people = h("datalist", { id: "people" });
  const account = h("select", { on: { change: () => tell.account(account.value) } });
  const rule = h("small");
  const make = h("button", { class: "main" }, words.moment.create(1));
  const inputs = /** @type {Record<Text, HTMLInputElement>} */ (Object.fromEntries(INPUTS.map((name) => {
    const input = h("input", { name, autocomplete: "off", spellcheck: "false", placeholder: words.moment.blanks[name], list: name === "handle" ? "people" : null });
    input.addEventListener("input", () => {
      const [first, ...rest] = name === "handle" ? input.value.split("+") : [input.value];
      tell.typed(name, first);
      rest.length && (tell.typed("look", rest.join("+")), inputs.look.focus()); // mia+rain is a look
      name === "handle" && complete();
    });
    return [name, input];
  })));
  const rows = INPUTS.map((name) => h("label", { data: { name } }, h("span", {}, words.moment.fields[name]), inputs[name]));
  const failure = h("p", { class: "problem", role: "alert" });
  const form = h("form", { class: "making", hidden: true }, rows[0], rows[1], h("details", {}, h("summary", {}, words.more), rows.slice(2)), h("label", {}, h("span", {}, words.moment.account), account), rule, failure, make, people);
  const none = h("p", { class: "hint" }, words.moment.noWindow);
  const add = button("+", tell.add, { class: "quiet add", title: words.moment.add, "aria-label": words.moment.add });
  const search = button(words.moment.suggest, tell.suggest, { class: "quiet" });
  const ghosts = h("ol", { class: "ghosts" });
  const made = h("ul", { class: "made", "aria-label": words.moment.creations });
  const element = h("aside", { class: "side" },
    h("section", {}, h("header", {}, h("h2", {}, words.moment.windows), add), list, none, problems, facesLine, form),
    h("section", {}, h("header", {}, h("h2", {}, words.moment.suggestions), search), ghosts), made);
  const asked = latest();
  let shownOne = 0;

  const complete = paused(TYPED_MS, async () => {
    asked.next();
    const typed = inputs.handle.value.replace(/^@/, "");
    try {
      const { characters } = /^[\p{L}\p{N}_]+$/u.test(typed) ? await get("/api/characters", { q: `handle:${typed}`, limit: MOST_PEOPLE }, asked.signal) : { characters: [] };
      fill(people, options(characters.map((/** @type {any} */ each) => [each.handle, each.name])));
    } catch (error) {
      isAborted(error) || fill(people);
    }
  });
  form.addEventListener("keydown", (/** @type {any} */ { key, target }) => key === "Escape" && target.blur());
  form.addEventListener("input", () => fill(failure));
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    tell.create();
  });
  const end = makings.watch((all) => fill(made, all.map(makingItem)));

  /** @param {Cut} cut */
  function row({ id }) {
    const choose = button([h("b"), h("span"), h("small")], () => tell.choose(id), { class: "quiet" });
    return h("li", {}, choose, button("×", () => tell.drop(id), { class: "quiet", "aria-label": words.moment.drop_ }));
  }

  /** @param {Suggested} what */
  function ghost({ window, score, why, but }) {
    const reasons = h("small", {}, why, but && h("i", {}, why && "; ", but));
    /** @type {HTMLElement} */
    const item = h("li", {}, button([h("b", {}, words.moment.score(score)), h("span", {}, words.moment.span(window)), reasons], () => tell.suggested(Number(item.dataset.number)), { class: "quiet" }));
    return item;
  }

  return {
    element,
    end,
    /**
     * @param {Cut[]} cuts
     * @param {number} active
     * @param {import("../frame/times.js").Times} times
     */
    show(cuts, active, times) {
      keyed(list, cuts, ({ id }) => String(id), row, (item, { id, start, end: last, handle, look }) => {
        const [name, span, length] = /** @type {any[]} */ ([.../** @type {Element} */ (item.firstElementChild).children]);
        name.textContent = handle ? `@${handle}${look && `+${look}`}` : words.moment.window(cuts.findIndex((each) => each.id === id) + 1);
        span.textContent = words.moment.between(seconds(times.ms(start)), seconds(times.ms(last)));
        length.textContent = words.moment.length(seconds(times.ms(last) - times.ms(start)), last - start);
        item.firstElementChild?.setAttribute("aria-pressed", String(id === active));
      });
      const now = cuts.find(({ id }) => id === active);
      none.hidden = cuts.length > 0;
      form.hidden = problems.hidden = !now;
      now && INPUTS.forEach((name) => inputs[name].value === now[name] || (inputs[name].value = now[name]));
      rows.slice(2).forEach((each) => (each.hidden = Boolean(now?.look) && each.dataset.name !== "about"));
      make.textContent = words.moment.create(cuts.length);
      active === shownOne || fill(failure);
      shownOne = active;
    },
    /** @param {Problem[]} found */
    wrong: (found) => fill(problems, found.map(({ text, hard }) => h("li", { data: { hard } }, words.sentence(text)))),
    /** Whom the window shows. @param {import("./faces.js").Who | null} found */
    who: (found) => fill(facesLine, found && words.moment.who(found)),
    /** @param {string} message @param {string} hint */
    failed: (message, hint) => fill(failure, words.sentence(message), " ", hint),
    /** @param {Account[]} all @param {string} chosen */
    accounts(all, chosen) {
      const names = all.map(({ name }) => name);
      names.join() === [...account.options].map(({ value }) => value).join() || fill(account, options(names.map((name) => [name, name])));
      account.value = chosen;
      const now = all.find(({ name }) => name === chosen);
      const { least, most, low, high } = now ? lengths(now.window) : { least: 0, most: 0, low: 0, high: 0 };
      fill(rule, now ? [maySpend ? "" : words.moment.noSpend, words.moment.rule(least, most, low, high), now.left, now.team].filter(Boolean).join(" · ") : [words.moment.noAccount, " ", h("code", {}, words.moment.noAccountCommand)]);
      /** @type {HTMLElement} */ (account.parentElement).hidden = !now;
      make.disabled = !now || !maySpend;
    },
    /** @param {Suggested[]} all @param {number} chosen @param {string} state */
    suggest(all, chosen, state) {
      search.textContent = state || words.moment.suggest;
      search.disabled = Boolean(state);
      keyed(ghosts, all, ({ window }) => window, ghost, (item, { window }) => {
        const n = all.findIndex((each) => each.window === window);
        item.firstElementChild?.setAttribute("aria-pressed", String(n === chosen));
        item.dataset.number = String(n);
      });
    },
    focus: () => inputs.handle.focus(),
  };
}
