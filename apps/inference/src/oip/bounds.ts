const MIB = 1024 * 1024;

/** Of an inference request with its tensors, over HTTP or gRPC. */
export const TENSOR_BODY_BYTES_MAX = 64 * MIB;
/** Of a request's JSON, which keeps the event loop while it is read; tensors in binary do not. */
export const JSON_BYTES_MAX = 8 * MIB;
/** Inputs, or outputs, of one request. */
export const TENSORS_MAX = 1_024;
