/** The thread of shared encoding, with encoders whose frames can be held back. */
import "./faulty-layers.ts";
import "../../web/mesh/shared/thread/shared-thread.ts";
