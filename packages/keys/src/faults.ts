import { Fault } from "@millrace/kernel";
import { API_KEYS_MAX } from "./api-key.ts";

export function noSuchKey(): Fault {
  return new Fault({ kind: "not_found", code: "keys.no_such_key", message: "There is no such key." });
}

export function noSuchDeployment(): Fault {
  return new Fault({
    kind: "not_found",
    code: "keys.no_such_deployment",
    message: "One of the deployments that the key is to call does not exist.",
    param: "deploymentIds",
  });
}

export function tooMany(): Fault {
  return new Fault({
    kind: "precondition",
    code: "keys.too_many",
    message: `A team has at most ${API_KEYS_MAX} keys that work. Revoke one that is no longer used.`,
  });
}

export function hasEnded(): Fault {
  return new Fault({
    kind: "precondition",
    code: "keys.key_ended",
    message: "This key was revoked or has expired, and stays so. Create another one.",
  });
}

export function alreadyReplaced(): Fault {
  return new Fault({
    kind: "conflict",
    code: "keys.already_replaced",
    message: "This key was already replaced. Rotate the key that took over from it.",
  });
}

export function livesNoLonger(): Fault {
  return new Fault({
    kind: "precondition",
    code: "keys.replaced_ends",
    message: "A key that was replaced ends when its grace does, or sooner.",
    param: "expiresAt",
  });
}

export function expiryOutOfRange(): Fault {
  return new Fault({
    kind: "invalid",
    code: "keys.expiry_out_of_range",
    message: "A key expires at a moment that is still to come, within ten years, or never.",
    param: "expiresAt",
  });
}
