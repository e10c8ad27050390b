// @ts-check
// Words of the moment: a film, its timeline and windows.

export const moment = {};
