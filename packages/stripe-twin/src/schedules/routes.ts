import { z } from "zod";
import { flag, name } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { invalid } from "../http/stripe-fault.ts";
import { cancelSubscription } from "../subscriptions/cancel-subscription.ts";
import {
  createSchedule,
  createScheduleParams,
  updateSchedule,
  updateScheduleParams,
} from "./create-schedule.ts";
import { releaseSchedule } from "./run-schedule.ts";

const nothing = z.strictObject({});
const cancelParams = z.strictObject({ invoice_now: flag.optional(), prorate: flag.optional() });

export const scheduleRoutes: Route[] = [
  route("POST", "/v1/subscription_schedules", createScheduleParams, createSchedule),
  route("GET", "/v1/subscription_schedules/:id", nothing, (world, _, id) => world.schedules.need(id("id"))),
  route("POST", "/v1/subscription_schedules/:id", updateScheduleParams, (world, input, id) =>
    updateSchedule(world, id("id"), input),
  ),
  route("POST", "/v1/subscription_schedules/:id/release", nothing, (world, _, id) => {
    const schedule = world.schedules.need(id("id"));
    if (schedule.status !== "active")
      throw invalid(`You cannot release a schedule that is ${schedule.status}.`);
    releaseSchedule(world, schedule);
    return schedule;
  }),
  route("POST", "/v1/subscription_schedules/:id/cancel", cancelParams, (world, input, id) => {
    const schedule = world.schedules.need(id("id"));
    if (schedule.subscription === null)
      throw invalid(`You cannot cancel a schedule that is ${schedule.status}.`);
    cancelSubscription(world, schedule.subscription, {
      invoice_now: input.invoice_now ?? true,
      prorate: input.prorate ?? true,
    });
    return schedule;
  }),
  listRoute("/v1/subscription_schedules", { customer: name.optional() }, (world, { customer }) =>
    world.schedules
      .newestFirst()
      .filter((schedule) => customer === undefined || schedule.customer === customer),
  ),
];
