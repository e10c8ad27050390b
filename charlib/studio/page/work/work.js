// @ts-check

import { emptyView } from "../frame/empty.js";

export const workView = emptyView("work");
