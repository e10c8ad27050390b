// @ts-check

import { emptyView } from "../frame/empty.js";

export const momentView = emptyView("moment");
