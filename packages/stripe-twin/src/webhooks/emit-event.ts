import { present } from "../http/present.ts";
import type { TwinEvent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** Keeps an event about an object as it is now, and sends it to the webhooks. `previous` holds what a change replaced. */
export function emitEvent(world: World, type: string, object: object, previous?: object): TwinEvent {
  const event = world.events.add({
    id: world.makeId("evt"),
    object: "event",
    api_version: world.apiVersion,
    created: world.now(),
    data: {
      object: present(object),
      ...(previous === undefined ? {} : { previous_attributes: present(previous) }),
    },
    livemode: world.livemode,
    pending_webhooks: 0,
    request: world.request ?? { id: null, idempotency_key: null },
    type,
  });
  world.deliver(event);
  return event;
}

/** Changes fields of an object and returns what they were, for those that differ. */
export function change<T extends object>(object: T, fields: Partial<T>): Partial<T> {
  const previous: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) {
    if (JSON.stringify(object[name]) === JSON.stringify(fields[name])) continue;
    previous[name] = object[name];
  }
  Object.assign(object, fields);
  return previous;
}
