// @ts-check
// Words of the work: what runs and what is unknown, money, the history, and care for the library.

import { number } from "./common.js";

export const work = {
  title: "Work",
  parts: /** @type {Record<string, string>} */ ({
    now: "Now", history: "History", accounts: "Accounts", cost: "Cost", doctor: "Doctor", trash: "Trash",
  }),
  partKeys: "Go to a part",
  sync: "Sync now",
  syncKey: "Sync: send what was confirmed, poll, download",
  syncing: "Finishing what is open…",
  /** @param {{states: Record<string, number>, open: any[], failed: any[], unknown: number}} done */
  synced: ({ states, open, failed, unknown }) =>
    [...Object.entries(states).map(([state, count]) => `${number(count)} ${state}`), open.length && `${open.length} still open`, failed.length && `${failed.length} failed`, unknown && `${unknown} unanswered`]
      .filter(Boolean).join(", ") || "Nothing was open",
  unanswered: "Unanswered requests",
  unansweredHelp: "These were sent, and no answer came: the provider may have made them, and you may have paid. Look at the provider's website, then settle each.",
  noUnanswered: "Every request was answered.",
  waiting: "An answer may still come. Choose Sync now.",
  trashed: "Its character is in the trash",
  adopt: "It was made…",
  adoptHelp: "Enter the ID that the provider shows for it. Nothing is sent again, and nothing is paid again.",
  adoptUpload: "Enter the URL where the file is. It is not uploaded again.",
  id: "ID",
  url: "URL",
  resend: "Send again…",
  resendHelp: "The same request is sent once more. If the provider made the first one too, you pay for both.",
  /** @param {string} price */
  price: (price) => `Price: ${price}`,
  lost: "Nothing was made",
  lostHelp: "The request counts as failed. Its price no longer counts against the budget.",
  settling: "Settling it…",
  settled: "Settled",
  running: "Running",
  noRunning: "Nothing is running.",
  /** @param {number} id */
  film: (id) => `Film ${id}`,
  cancelFilm: "Cancel",
  cancelled: "The film is cancelled",
  jobs: "Started in this studio",
  share: "Shared cast",
  /** @param {string} name @param {boolean} isReadOnly @param {string[]} members */
  member: (name, isReadOnly, members) => `You are ${name}${isReadOnly ? ", and only read" : ""}${members.length ? ` · Members: ${members.join(", ")}` : ""}`,
  pulled: "Last pull:",
  pushed: "Last push:",
  never: "never",
  /** @param {number} count */
  unpushed: (count) => (count ? `${number(count)} not pushed: charlib share push` : "Everything is pushed"),
  claims: "Who is creating?",
  noClaims: "Nobody is creating anything.",
  claimed: /** @type {Record<string, string>} */ ({ claimed: "about to be sent", sending: "sent", done: "created, and its ID is not here" }),
  /** @param {import("../frame/types.js").Claim} claim */
  claim: ({ ref, account, member, self, state }) =>
    `${self ? "You" : member || "Another member"}: ${ref ? `@${ref}` : "a character that is not here yet"} at ${account ?? "another account"}, ${work.claimed[state] ?? state}`,
  /** What a job is called: its verb, and what it is about. @param {string} what */
  job(what) {
    const [verb, ...about] = what.split(" ");
    const name = { create: "Create", generate: "Films:", suggest: "Find windows in source", proxy: "Copy that plays of source", check: "Check faces:", sync: "Sync", settle: "Settle" }[verb];
    return [name ?? verb, ...about].join(" ");
  },
  undo: "Undo",
  undoTo: "Undo to here…",
  /** @param {number} count */
  undoTitle: (count) => `Undo ${count} changes`,
  redo: "Redo",
  undone: "undone",
  stays: "stays at the provider",
  noHistory: "Nothing was changed yet.",
  budget: "Budget",
  noBudget: "No budget",
  budgetHelp: "20 USD/month, 500 credits/day, 10 calls; empty removes it",
  /** @param {string} account */
  didBudget: (account) => `Changed the budget of ${account}`,
  isDefault: "default",
  /** @param {string} kind */
  key: (kind) => (kind === "none" ? "Key: where the profile looks for it" : `Key: from a ${kind}`),
  check: "Check the key",
  noAccounts: "No accounts yet. In a terminal: charlib account add NAME --profile PROFILE",
  by: "By",
  groups: [["month", "Month"], ["account", "Account"], ["project", "Project"], ["episode", "Episode"], ["character", "Character"]],
  columns: ["Cost", "Films", "Creations", "Unanswered"],
  total: "Total",
  nobody: "None",
  noCost: "Nothing was paid for yet.",
  looking: "Looking…",
  repair: "Repair what can be repaired",
  /** @param {number} count */
  repaired: (count) => (count === 1 ? "1 problem repaired" : `${number(count)} problems repaired`),
  healthy: "No problems found.",
  mended: "repaired",
  mendable: "can be repaired",
  faces: "Recognition of faces",
  facesOn: "It is on. Templates of faces are stored on this machine.",
  facesOff: "It is off. Takes offers to switch it on.",
  switchOff: "Switch off and delete all templates",
};
