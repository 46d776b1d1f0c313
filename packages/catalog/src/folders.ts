import { join } from "node:path";

/** The store: files of all model versions, one folder a digest. `home` is the data folder. */
export function modelStoreIn(home: string): string {
  return join(home, "models");
}
