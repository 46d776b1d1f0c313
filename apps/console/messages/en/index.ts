import access from "./access.json" with { type: "json" };
import account from "./account.json" with { type: "json" };
import audit from "./audit.json" with { type: "json" };
import billing from "./billing.json" with { type: "json" };
import charts from "./charts.json" with { type: "json" };
import confirm from "./confirm.json" with { type: "json" };
import deployments from "./deployments.json" with { type: "json" };
import errors from "./errors.json" with { type: "json" };
import frame from "./frame.json" with { type: "json" };
import invitations from "./invitations.json" with { type: "json" };
import keys from "./keys.json" with { type: "json" };
import limits from "./limits.json" with { type: "json" };
import models from "./models.json" with { type: "json" };
import operator from "./operator.json" with { type: "json" };
import overview from "./overview.json" with { type: "json" };
import palette from "./palette.json" with { type: "json" };
import places from "./places.json" with { type: "json" };
import prices from "./prices.json" with { type: "json" };
import privacy from "./privacy.json" with { type: "json" };
import range from "./range.json" with { type: "json" };
import request from "./request.json" with { type: "json" };
import roles from "./roles.json" with { type: "json" };
import settings from "./settings.json" with { type: "json" };
import signIn from "./sign-in.json" with { type: "json" };
import snippets from "./snippets.json" with { type: "json" };
import sso from "./sso.json" with { type: "json" };
import tasks from "./tasks.json" with { type: "json" };
import team from "./team.json" with { type: "json" };
import usage from "./usage.json" with { type: "json" };
import wizard from "./wizard.json" with { type: "json" };

export const en = {
  account,
  access,
  audit,
  billing,
  charts,
  confirm,
  deployments,
  errors,
  frame,
  invitations,
  keys,
  limits,
  models,
  operator,
  overview,
  palette,
  places,
  prices,
  privacy,
  range,
  request,
  roles,
  settings,
  signIn,
  snippets,
  sso,
  tasks,
  team,
  usage,
  wizard,
};
