import { inTheCall } from "../scenes/in-the-call.ts";
import { lookOver } from "./look-over.ts";

lookOver(inTheCall);
