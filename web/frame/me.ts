import { readMeContract } from "../../server/modules/people/session.contract.ts";
import type { ResponseOf } from "../../server/platform/contract/contract.ts";
import { client } from "../api/client.ts";
import { reading, useLoaded } from "../api/queries.ts";
import { keepFresh } from "../live/live.ts";
import { chooseLocale } from "../text/locale.ts";
import { chooseTheme } from "../theme/colours.ts";

export type Me = ResponseOf<typeof readMeContract>;

let isLive = false;

/** Finds out who is signed in; the person's language and colours win over this browser's. */
export async function meet(): Promise<void> {
  const me = await client.ensureQueryData(reading(readMeContract, {}));
  if (isLive) return;
  isLive = true;
  chooseTheme(me.user.theme);
  await chooseLocale(me.user.locale);
  keepFresh(client);
}

export function useMe(): Me {
  return useLoaded(readMeContract, {});
}

/** Whether the reader's role may ever do this ("customer.create"). A single record says more in `blocked`. */
export function useCan(): (permission: string) => boolean {
  const me = useMe();
  return (permission) => {
    const [object, action] = permission.split(".");
    if (me.permissions.includes(permission)) return true;
    return me.access.some((one) => one.object === object && one.actions.includes(action ?? ""));
  };
}

/** Whether the reader may ever see a field of an object; hidden ones get no column and no filter. */
export function useMaySee(object: string): (field: string) => boolean {
  const readable = useMe().access.find((one) => one.object === object)?.readable;
  return (field) => readable === null || readable === undefined || readable.includes(field);
}
