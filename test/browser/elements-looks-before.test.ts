import { beforeTheCall } from "../scenes/before-the-call.ts";
import { lookOver } from "./look-over.ts";

lookOver(beforeTheCall);
