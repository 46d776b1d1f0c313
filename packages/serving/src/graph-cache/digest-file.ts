import { createHash } from "node:crypto";
import { type BigIntStats, createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** Files looked at of late; a machine serves far fewer models. */
const KNOWN_MAX = 1_000;

/** SHA-256 of files, computed once for as long as a file stays the same one and was not written to. */
export class FileDigests {
  readonly #known = new Map<string, Promise<string>>();

  /** In hexadecimal. Rejects when the file cannot be read, or changes meanwhile. */
  async of(file: string): Promise<string> {
    const identity = identityOf(await stat(file, { bigint: true }));
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const digest = digestOf(file, identity);
    this.#known.set(identity, digest);
    digest.catch(() => this.#known.delete(identity));
    if (this.#known.size > KNOWN_MAX) this.#forgetOldest();
    return digest;
  }

  #forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

async function digestOf(file: string, identity: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  if (identityOf(await stat(file, { bigint: true })) !== identity) throw new Error("the file changes");
  return hash.digest("hex");
}

/** The time of the last change of anything about the file cannot be set back, unlike that of its contents. */
function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}
