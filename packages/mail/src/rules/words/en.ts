import type { Words } from "./words.ts";

const ROLES = new Map([
  ["owner", "owner"],
  ["admin", "administrator"],
  ["developer", "developer"],
  ["billing", "billing"],
  ["viewer", "viewer"],
]);

const SUBJECTS = {
  team: (name: string) => `the team “${name}”`,
  member: (name: string) => (name === "" ? "a former member" : name),
  key: (name: string) => (name === "" ? "a deleted key" : `the key “${name}”`),
  deployment: (name: string) => (name === "" ? "a deleted deployment" : `the deployment “${name}”`),
};
const PERIODS = { minute: "a minute", day: "a day", month: "a month", total: "in total", now: "at once" };
const THINGS = {
  requests: " requests",
  tokens: " tokens",
  spend: "",
  concurrency: " requests",
  replicas: " replicas",
  compute_units: " compute units",
  stored_bytes: " stored",
};

export const en: Words = {
  invitation: ({ team, inviter, role }) => ({
    subject: `${inviter} invites you to ${team}`,
    paragraphs: [
      `${inviter} invites you to the team “${team}” on Millrace, with the role “${ROLES.get(role) ?? role}”.`,
      "The link works once, for seven days.",
    ],
    action: "Look at the invitation",
    unexpected:
      "You get this because somebody entered your address. If you do not know them, ignore this mail: nothing happens until you accept.",
  }),
  sign_in: () => ({
    subject: "Your link to sign in",
    paragraphs: ["You asked for a link to sign in to Millrace. It works once and for a short time."],
    action: "Sign in",
    unexpected:
      "If you did not ask for it, ignore this mail: nobody can sign in without it. Never pass the link on.",
  }),
  reset_password: () => ({
    subject: "Choose a new password",
    paragraphs: [
      "Somebody, probably you, asked for a new password for your account on Millrace. The link works once and for a short time.",
    ],
    action: "Choose a new password",
    unexpected: "If it was not you, ignore this mail: your password stays as it is. Never pass the link on.",
  }),
  verify_email: () => ({
    subject: "Confirm your e-mail address",
    paragraphs: ["Confirm that this address is yours, so that it can be used for your account on Millrace."],
    action: "Confirm this address",
    unexpected: "If you have no account on Millrace, ignore this mail: somebody may have mistyped theirs.",
  }),
  new_device: ({ at, address, device }) => ({
    subject: "New sign-in to your account",
    paragraphs: [
      "Somebody signed in to your account on Millrace in a browser that we have not seen before.",
      `When: ${at}`,
      `Where from: ${address}`,
      `With: ${device}`,
    ],
    action: "See where you are signed in",
    unexpected:
      "If it was you, there is nothing to do. If not, sign that browser out on this page and change your password.",
  }),
  password_changed: ({ at }) => ({
    subject: "Your password was changed",
    paragraphs: [`The password of your account on Millrace was changed on ${at}.`],
    action: "Look at your account",
    unexpected:
      "If it was you, there is nothing to do. If not, ask for a new password on the sign-in page at once, and tell the owner of your team.",
  }),
  second_factor_changed: ({ at, isOn }) => ({
    subject: isOn === "yes" ? "Two-step sign-in is on" : "Two-step sign-in is off",
    paragraphs: [
      isOn === "yes"
        ? `Two-step sign-in was turned on for your account on Millrace on ${at}.`
        : `Two-step sign-in was turned off for your account on Millrace on ${at}: the password alone is enough now.`,
    ],
    action: "Look at your account",
    unexpected:
      "If it was you, there is nothing to do. If not, change your password at once, and tell the owner of your team.",
  }),
  limit_reached: ({ team, subject, scope, measure, period, share, value, used, frees }) => ({
    subject: `${share} % of a limit of ${team} is reached`,
    paragraphs: [
      `${share} % of a limit for ${SUBJECTS[scope](subject)} is reached.`,
      `Limit: ${value}${THINGS[measure]} ${PERIODS[period]}`,
      `Used: ${used}${THINGS[measure]}`,
      ...(frees === "" ? [] : [`Resets: ${frees}`]),
      share === "100"
        ? "What does not fit into it is refused until there is more, or somebody raises it."
        : "What does not fit into it any more will be refused.",
    ],
    action: "Look at the limits",
    unexpected:
      "You get this because whoever set the limit wanted it told, and it concerns you or you may change it. Whoever may change limits can stop that.",
  }),
  payment_declined: ({ team, amount, reason, until }) => ({
    subject: `A payment for ${team} was declined`,
    paragraphs: [
      `The last invoice of the team “${team}” could not be collected: the payment was declined.`,
      ...(amount === "" ? [] : [`To pay: ${amount}`]),
      ...(reason === "" ? [] : [`The payment provider says: ${reason}`]),
      `Requests are answered until ${until}. If the invoice is not paid by then, they are refused. Pay it, or change the card: the payment is then tried again.`,
    ],
    action: "Pay or change the card",
    unexpected: "You get this because you may change how the team pays.",
  }),
  top_up_failed: ({ team, reason }) => ({
    subject: `Credit could not be bought for ${team}`,
    paragraphs: [
      `Little credit is left of the team “${team}”, and the payment for more was refused.`,
      `The payment provider says: ${reason}`,
      "Nothing more is bought by itself until somebody turns it on again. Requests are refused when the credit is used up.",
    ],
    action: "Look at billing",
    unexpected: "You get this because you may change how the team pays.",
  }),
  signature: (host) => `Sent by Millrace at ${host}. Nobody reads answers to this address.`,
};
