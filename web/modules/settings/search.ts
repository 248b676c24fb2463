/** What the address of a settings page may say. */
export interface SettingsSearch {
  /** Text to narrow a list down. */
  q?: string;
  /** State of users. */
  state?: UserState;
  /** Whose rights are tried, and with which customer; or who hands over. */
  user_id?: string;
  customer_id?: string;
}

export const userStates = ["active", "invited", "deactivated"] as const;
export type UserState = (typeof userStates)[number];

export function readSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const state = userStates.find((one) => one === search.state);
  const q = typeof search.q === "string" ? search.q : "";
  const { user_id: userId, customer_id: customerId } = search;
  return {
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
    ...(isId(userId) ? { user_id: userId } : {}),
    ...(isId(customerId) ? { customer_id: customerId } : {}),
  };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f-]{36}$/i.test(value);
}
