import { readMeContract } from "../../../../server/modules/people/session.contract.ts";
import { client } from "../../../api/client.ts";
import { reading } from "../../../api/queries.ts";
import { renewHere } from "./here.ts";

/** The house learns of this browser again, where the person who has signed in had turned it on. */
export async function startPush(): Promise<void> {
  const { user } = await client.ensureQueryData(reading(readMeContract, {}));
  await renewHere(user.id);
}
