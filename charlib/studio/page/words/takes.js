// @ts-check
// Words of the takes of scenes.

export const takes = {};
