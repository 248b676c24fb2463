/** What the address of a settings page may say. */
export interface SettingsSearch {
  /** Text to narrow a list down. */
  q?: string;
  /** State of users. */
  state?: UserState;
}

export const userStates = ["active", "invited", "deactivated"] as const;
export type UserState = (typeof userStates)[number];

export function readSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const state = userStates.find((one) => one === search.state);
  const q = typeof search.q === "string" ? search.q : "";
  return { ...(q ? { q } : {}), ...(state ? { state } : {}) };
}
