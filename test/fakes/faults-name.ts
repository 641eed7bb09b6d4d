/** Of the channel that tells a thread's encoders to fail. */
export const faultsName = "meshcall-shared-thread-faults";
