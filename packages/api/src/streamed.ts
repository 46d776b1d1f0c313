import { toTrpcError } from "./error-map.ts";

/**
 * A stream whose faults reach its client as they are. One that tRPC does not know it takes for a failure of ours, and lets
 * the client open the stream again some seconds later.
 */
export async function* streamed<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw toTrpcError(error);
  }
}
