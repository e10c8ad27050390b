// @ts-check
// Words of work and history.

export const work = {};
