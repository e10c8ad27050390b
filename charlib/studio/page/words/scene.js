// @ts-check
// Words of the scene: writing a prompt and filming it.

export const scene = {};
