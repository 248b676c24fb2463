import { readMeContract } from "../../../../server/modules/people/session.contract.ts";
import { client } from "../../../api/client.ts";
import { reading } from "../../../api/queries.ts";
import { router } from "../../../routes.tsx";
import { renewHere } from "./here.ts";

/** A notification that was clicked leads to its place in the page that is open; this browser is renewed. */
export async function startPush(): Promise<void> {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ type?: string; path?: string }>) => {
    if (data?.type === "open" && data.path) router.history.push(data.path);
  });
  const { user } = await client.ensureQueryData(reading(readMeContract, {}));
  await renewHere(user.id);
}
