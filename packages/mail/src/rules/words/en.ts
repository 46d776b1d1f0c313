import type { Words } from "./words.ts";

const ROLES = new Map([
  ["owner", "owner"],
  ["admin", "administrator"],
  ["developer", "developer"],
  ["billing", "billing"],
  ["viewer", "viewer"],
]);

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
  signature: (host) => `Sent by Millrace at ${host}. Nobody reads answers to this address.`,
};
