import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { Fault } from "@millrace/kernel";
import { buildConnector } from "undici";
import type { ResolveHost } from "./resolve-host.ts";
import type { AllowList } from "./rules/allow-list.ts";
import { literalAddress, mayConnect, type Target } from "./rules/read-target.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** All addresses of a host are checked; so many are tried. */
const ADDRESSES_TRIED_MAX = 8;

type Checks = { allowed: AllowList; resolve: ResolveHost };

/**
 * Opens connections for undici, each to an address that was checked for it: what the name means a moment later does not
 * matter. The only place where a socket is opened, so nothing gets around it.
 */
export function connectChecked(checks: Checks): buildConnector.connector {
  return (options, callback) => {
    checkedAddresses(targetOf(options), checks).then(
      (addresses) => openTo(addresses)(options, callback),
      (err: Error) => callback(err, null),
    );
  };
}

/** Fault `invalid` `outgoing.refused`. */
async function checkedAddresses(target: Target, { allowed, resolve }: Checks): Promise<string[]> {
  const literal = literalAddress(target);
  const addresses = literal === null ? await resolve(target.host) : [literal];
  if (!mayConnect(target, addresses, allowed)) throw refused();
  return addresses.slice(0, ADDRESSES_TRIED_MAX);
}

function targetOf({ protocol, hostname, port }: buildConnector.Options): Target {
  return { protocol, host: hostname.replace(/^\[|\]$/g, ""), port };
}

function openTo(addresses: readonly string[]): buildConnector.connector {
  return buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS, lookup: answerWith(addresses) });
}

/** For a literal address Node does not look up at all, which is as well: it was checked as it stands. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, callback) => {
    const [first] = found;
    if (all || !first) callback(null, found);
    else callback(null, first.address, first.family);
  };
}

/** One answer for whatever is not there and whatever is not public: names inside our network are nobody's to try out. */
export function refused(): Fault {
  return new Fault({
    kind: "invalid",
    code: "outgoing.refused",
    message:
      "This address is not reachable from here: it must be https and lead to a public host. Whoever runs this installation can allow others (OUTGOING_ALLOW).",
  });
}
