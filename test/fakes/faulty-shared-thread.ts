/** The thread of shared encoding, with encoders that can be made to fail. They come first. */
import "./faulty-encoder.ts";
import "../../web/mesh/shared/thread/shared-thread.ts";
