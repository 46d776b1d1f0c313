import type { ThinEvent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** Keeps an event of the v2 API. What is sent of it only says what it is about: its data is fetched by its id. */
export function emitThinEvent(
  world: World,
  type: string,
  data: object,
  related: ThinEvent["related_object"] = null,
): ThinEvent {
  const event: ThinEvent = {
    id: world.makeId(world.livemode ? "evt" : "evt_test"),
    object: "v2.core.event",
    context: null,
    created: world.clock.now().toISOString(),
    data,
    livemode: world.livemode,
    related_object: related,
    type,
  };
  world.thinEvents.add(event);
  world.deliverThin(event);
  return event;
}
