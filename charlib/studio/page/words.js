// @ts-check
// Every word of the page, by view. Texts of the library and of the API come from there, never from here.

import { bulk, card, cast, drop, merge, saved, trash } from "./words/cast.js";
import { common } from "./words/common.js";
import { moment } from "./words/moment.js";
import { scene } from "./words/scene.js";
import { takes } from "./words/takes.js";
import { work } from "./words/work.js";

export const words = { ...common, cast, bulk, card, drop, merge, saved, trash, moment, scene, takes, work };
