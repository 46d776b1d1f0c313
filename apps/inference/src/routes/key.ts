import type { Access } from "@millrace/billing";
import { Fault, formatPico } from "@millrace/kernel";
import type { KeyDescription } from "@millrace/keys";
import type { FilledLimit, KeyUse } from "@millrace/quotas";
import type { FastifyInstance } from "fastify";
import type { Caller } from "../http/caller.ts";
import { notAKey } from "../key-ring.ts";
import { keyedRoute, type Service } from "../service.ts";

const MS_PER_SECOND = 1_000;
const RETRY_AFTER_MS = 5_000;

/** `GET /v1/key`: what the key that asks is, may do and has spent. Every key may ask, whatever its scopes. */
export function keyRoute(app: FastifyInstance, service: Service): void {
  keyedRoute(app, service, {
    method: "GET",
    url: "/v1/key",
    api: null,
    handler: async ({ caller }) => {
      const { key, access, use } = await describe(service, caller);
      return { ...keyObject(key), access: accessObject(access), ...useObject(use) };
    },
  });
}

type Described = { key: KeyDescription; access: Access; use: KeyUse };

async function describe(service: Service, { teamId, keyId }: Caller): Promise<Described> {
  const identity = { teamId, id: keyId };
  const asked = Promise.all([
    service.describeKey(identity),
    service.describeAccess(identity),
    service.describeUse(identity),
  ]);
  const [key, access, use] = await asked.catch((cause: unknown) => {
    throw cannotDescribe(cause);
  });
  if (key === null || use === null) throw notAKey("");
  return { key, access, use };
}

/** Times in seconds since 1970, as OpenAI's objects have them; null in `scopes`: not bounded. */
function keyObject(key: KeyDescription) {
  return {
    object: "key",
    id: key.id,
    name: key.name,
    team: key.team,
    created: seconds(key.createdAt),
    expires_at: key.expiresAt && seconds(key.expiresAt),
    last_used_at: key.lastUsedAt && seconds(key.lastUsedAt),
    is_service: key.isService,
    scopes: {
      deployments: key.deployments,
      apis: key.apis.length === 0 ? null : key.apis,
      allowed_ips: key.allowedIps.length === 0 ? null : key.allowedIps,
    },
  };
}

/** `reason`: why requests are refused, null where they are not; `until`: when they will be, unless what is due is paid. */
function accessObject(access: Access) {
  const { kind } = access;
  return kind === "full"
    ? { kind, reason: null, until: access.until && seconds(access.until) }
    : { kind, reason: access.reason, until: null };
}

/** Money as decimals of `spend.currency`; what is held for requests under way counts as used. */
function useObject({ currency, limits, spend }: KeyUse) {
  return {
    limits: limits.map(limitObject),
    spend: { currency, month: formatPico(spend.month), total: formatPico(spend.total) },
  };
}

function limitObject({ measure, period, effective, used, reserved, freesAt }: FilledLimit) {
  const taken = used + reserved;
  const remaining = effective > taken ? effective - taken : 0n;
  const amount = (value: bigint) => (measure === "spend" ? formatPico(value) : Number(value));
  return {
    measure,
    period,
    value: amount(effective),
    used: amount(taken),
    remaining: amount(remaining),
    resets_at: freesAt && seconds(freesAt),
  };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / MS_PER_SECOND);
}

function cannotDescribe(cause: unknown): Fault {
  return new Fault({
    kind: "unavailable",
    code: "keys.cannot_describe",
    message: "The key cannot be looked up at the moment, since the database is away. It works as before.",
    retryAfterMs: RETRY_AFTER_MS,
    cause,
  });
}
