import { z } from "zod";
import { flag, listOf, mergeMetadata, metadata, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import type { PortalConfiguration } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

const UPDATES = ["address", "email", "name", "phone", "shipping", "tax_id"] as const;
const feature = z.strictObject({ enabled: flag });

const configurationParams = z.strictObject({
  default_return_url: text.optional(),
  features: z.strictObject({
    customer_update: z
      .strictObject({ allowed_updates: listOf(z.enum(UPDATES)).optional(), enabled: flag })
      .optional(),
    invoice_history: feature.optional(),
    payment_method_update: feature.optional(),
    subscription_cancel: z
      .strictObject({ enabled: flag, mode: z.enum(["at_period_end", "immediately"]).optional() })
      .optional(),
  }),
  metadata: metadata.optional(),
  name: text.optional(),
});

/** What customers may do at their page. What is not named, they may not. */
function createConfiguration(
  world: World,
  { features, ...input }: z.output<typeof configurationParams>,
): PortalConfiguration {
  const { customer_update: update, subscription_cancel: cancel } = features;
  return world.portalConfigurations.add({
    id: world.makeId("bpc"),
    object: "billing_portal.configuration",
    active: true,
    application: null,
    business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
    created: world.now(),
    default_return_url: input.default_return_url ?? null,
    features: {
      customer_update: { allowed_updates: update?.allowed_updates ?? [], enabled: update?.enabled ?? false },
      invoice_history: { enabled: features.invoice_history?.enabled ?? false },
      payment_method_update: {
        enabled: features.payment_method_update?.enabled ?? false,
        payment_method_configuration: null,
      },
      subscription_cancel: {
        cancellation_reason: { enabled: false, feedback_options: null, options: [] },
        enabled: cancel?.enabled ?? false,
        mode: cancel?.mode ?? "at_period_end",
        proration_behavior: "none",
      },
      subscription_pause: { duration: { interval_options: [], type: "interval_options" }, enabled: false },
      subscription_update: {
        billing_cycle_anchor: null,
        default_allowed_updates: [],
        enabled: false,
        proration_behavior: "none",
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: "end_trial",
      },
    },
    is_default: false,
    livemode: world.livemode,
    login_page: { enabled: false, url: null },
    metadata: mergeMetadata({}, input.metadata),
    name: input.name ?? null,
    updated: world.now(),
  });
}

export const portalConfigurationRoutes: Route[] = [
  route("POST", "/v1/billing_portal/configurations", configurationParams, createConfiguration),
  listRoute("/v1/billing_portal/configurations", { active: flag.optional() }, (world, { active }) =>
    world.portalConfigurations
      .newestFirst()
      .filter((configuration) => active === undefined || configuration.active === active),
  ),
];
