// @ts-check
// What the API returns, as far as the page reads it; the whole is in /api/openapi.json.

/** @typedef {{role: string, sha256: string, mime: string, bytes: number | null, url: string, seconds?: number | null}} Kept */
/** @typedef {{name: string, description: string, episodes: string, kept: Kept[]}} Look */
/**
 * @typedef {{account: string, profile: string, look: string, remote_id: string | null,
 *   mention: string | null, state: string, source: string | null, window: string | null,
 *   created_at: string, error: string | null}} Binding
 */
/**
 * @typedef {{uid: string, handle: string, aliases: string[], name: string, project: string,
 *   look: string, tags: string[], looks: Look[], bindings: Binding[], picture: string | null,
 *   voice: {kept: Kept | null} | null, notes?: string, likeness?: string, consent?: string,
 *   created_at: string, updated_at: string}} Character
 */
/** @typedef {{characters: Character[], total: number, offset: number}} Page */
/** @typedef {{name: string, count: number}} Counted */
/** @typedef {{total: number, tags: Counted[], projects: Counted[], states: Counted[], looks: Counted[]}} Facets */
/** @typedef {{id: number, at: string, command: string, changed: string, state: string, undoable: boolean, stays?: string}} Entry */
/** @typedef {{amount: number, unit: string, is_estimate: boolean}} Cost */
/**
 * @typedef {{id: number, project: string, account: string, remote_id: string | null, state: string,
 *   prompt: string, template: string, characters: {handle: string, look: string}[], model: string,
 *   params: Record<string, any>, episode: number | null, scene: string, take: number | null,
 *   rating: number | null, picked: boolean, note: string, cost: Cost | null, film: string | null,
 *   check: {handle: string, look: string, verdict: string, score: number | null}[],
 *   created_at: string, completed_at: string | null, error: string | null}} Task
 */
/**
 * @typedef {{project: string, episode: number | null, scene: string, picked: number[],
 *   takes: {id: number, state: string}[]}} FilmedScene
 */
/**
 * @typedef {{id: number, what: string, state: string, done: number, total: number | null,
 *   lines: string[], result: any, error: {error: Fault} | null}} Job
 */
/**
 * @typedef {{name: string, profile: string, base_url: string | null, key: string, default: boolean,
 *   budget: string | null, left: string | null, team: string | null, error: string | null}} Account
 */
/**
 * @typedef {{key: string, what: string, label: string, account: string, error: string,
 *   is_sending: boolean, is_trashed: boolean, cost: Cost | null, hint: string}} Unsettled
 */
/**
 * @typedef {{url: string, name: string, read_only: boolean, pulled_at: string | null,
 *   pushed_at: string | null, unpushed: number, members: string[]}} Share
 */
/**
 * @typedef {{ref: string | null, account: string | null, member: string, state: string, since: string,
 *   until: string | null, self: boolean}} Claim
 */
/**
 * @typedef {{what: string, problem: string, hint: string, is_mendable: boolean, is_mended: boolean,
 *   is_note: boolean}} Diagnosis
 */
/** @typedef {{count: number, first: string[], changed: number | null}} Changed */
/**
 * @typedef {{handle: string, files: number, films: number, prompts: number, is_scrubbed: boolean,
 *   remains: {ids: {account: string, remote_id: string}[], backups: string[], films: string[],
 *   videos: string[], texts: string[], exports: string[], links: string[], cast: string[]}}} Purge
 */
/** @typedef {{kind: string, message: string, hint: string, picture?: string}} Fault */

export {};
