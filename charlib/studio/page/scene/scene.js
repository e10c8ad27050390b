// @ts-check

import { emptyView } from "../frame/empty.js";

export const sceneView = emptyView("scene");
