import { troubles } from "../scenes/troubles.ts";
import { lookOver } from "./look-over.ts";

lookOver(troubles);
