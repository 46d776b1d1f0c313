/** What a card of Stripe's test cards does. Source: https://docs.stripe.com/testing */
export type TestCard = {
  last4: string;
  /** When somebody puts it into their account. */
  attach: "works" | "declined";
  /** When it is charged while its holder is away, or there. */
  charge: "works" | "declined" | "asks_holder" | "disputed";
  declineCode?: string;
};

const works = { attach: "works", charge: "works" } as const;
const declines = { attach: "declined", charge: "declined" } as const;

export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  pm_card_visa: { ...works, last4: "4242" },
  pm_card_mastercard: { ...works, last4: "4444" },
  pm_card_chargeDeclined: { ...declines, last4: "0002", declineCode: "generic_decline" },
  pm_card_chargeDeclinedInsufficientFunds: { ...declines, last4: "9995", declineCode: "insufficient_funds" },
  pm_card_visa_chargeDeclinedInsufficientFunds: {
    ...declines,
    last4: "9995",
    declineCode: "insufficient_funds",
  },
  pm_card_chargeDeclinedExpiredCard: { ...declines, last4: "0069", declineCode: "expired_card" },
  pm_card_chargeCustomerFail: {
    attach: "works",
    charge: "declined",
    last4: "0341",
    declineCode: "generic_decline",
  },
  pm_card_authenticationRequired: { attach: "works", charge: "asks_holder", last4: "3184" },
  pm_card_createDispute: { attach: "works", charge: "disputed", last4: "0259" },
};
