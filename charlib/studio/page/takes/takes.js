// @ts-check

import { emptyView } from "../frame/empty.js";

export const takesView = emptyView("takes");
