import type { Db } from "../../../platform/database/types.ts";
import { loadOwnFields } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";

const read = ["customer", "trade", "interaction", "promise", "touch", "intelligence"];

/** Rules look at everything, of all clients; what they saw is told to a reader as far as the reader may see it. */
export async function everything(db: Db): Promise<Actor> {
  return {
    userId: "00000000-0000-0000-0000-000000000000",
    name: "",
    sessionId: null,
    organisationId: "",
    teamIds: [],
    teamTreeIds: [],
    shareTeamIds: [],
    clientAccess: "all",
    clientIds: [],
    grants: read.map((object) => ({ object, action: "read", scope: "all", fields: null })),
    own: await loadOwnFields(db),
    locale: "zh-CN",
    requestId: "tiers",
  };
}
