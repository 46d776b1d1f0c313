/**
 * Makes common-passwords.json from a list of passwords (one JSON array of strings): the first four bytes of the SHA-1 of
 * each, sorted, in base64.
 *
 *     node make-common-passwords.ts <passwords.json> > common-passwords.json
 *
 * The present one is made of `src/passwords.json` of @zxcvbn-ts/language-common 4.1.3 (MIT licence, copyright 2012-2016
 * Dan Wheeler and Dropbox, 2021 zxcvbn-ts): the 49,233 passwords seen most often in breaches.
 */
import { readFile } from "node:fs/promises";
import { hashPrefix, PREFIX_BYTES } from "../rules/common-passwords.ts";

const passwords: string[] = JSON.parse(await readFile(process.argv[2] ?? "", "utf8"));
const prefixes = new Set(passwords.map((password) => hashPrefix(password.normalize("NFKC").toLowerCase())));
const bytes = Buffer.alloc(prefixes.size * PREFIX_BYTES);
for (const [index, prefix] of [...prefixes].sort((one, other) => one - other).entries())
  bytes.writeUInt32BE(prefix, index * PREFIX_BYTES);
const file = {
  source: "@zxcvbn-ts/language-common 4.1.3, src/passwords.json",
  licence: "MIT, copyright 2012-2016 Dan Wheeler and Dropbox, 2021 zxcvbn-ts",
  prefixes: bytes.toString("base64"),
};
process.stdout.write(`${JSON.stringify(file, null, 2)}\n`);
