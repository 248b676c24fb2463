import {
  createExportContract,
  listExportsContract,
  readExportFileContract,
} from "../../../../server/modules/customers/export_job.contract.ts";
import type { BodyOf, ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { addressOf } from "../../../api/address.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { download } from "../../../api/download.ts";
import { ProblemError } from "../../../api/problem.ts";
import { keyOf } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { createStore } from "../../../ui/store.ts";
import { showToast } from "../../../ui/toasts.ts";

export type Export = ResponseOf<typeof listExportsContract>["exports"][number];
export type ExportOrder = BodyOf<typeof createExportContract>;

/** Ids of exports that were ordered in this window and whose notice has not been closed. */
export const watched = createStore<readonly string[]>([]);

export const isUnderWay = ({ state }: Export): boolean => state === "waiting" || state === "running";

export const fileAddress = (exportId: string): string => addressOf(readExportFileContract.path, { exportId });

export const rereadExports = () => client.invalidateQueries({ queryKey: keyOf(listExportsContract) });

/** Has the file made in the background, and keeps a notice of it. */
export async function orderExport(body: ExportOrder): Promise<void> {
  try {
    const { id } = await call(createExportContract, { body });
    watched.set([...watched.get(), id]);
    await rereadExports();
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}

/** Why there is no file any more, by the id of a problem; undefined while there is one. */
export function whyNone({ state, reason }: Export): string | undefined {
  if (state === "withdrawn") return `export.${reason}`;
  if (state === "expired") return "export.expired";
  return state === "failed" ? (reason ?? "unknown") : undefined;
}

/** Fetches the file; where it is refused the list knows by then why, and it is said. */
export function fetchExport(id: string): void {
  download(fileAddress(id), async () => {
    await rereadExports();
    const now = client
      .getQueryData<ResponseOf<typeof listExportsContract>>(keyOf(listExportsContract, {}))
      ?.exports.find((one) => one.id === id);
    const problem = (now && whyNone(now)) ?? "unknown";
    showToast({ text: problemText(new ProblemError(0, { id: problem })), look: "problem" });
  });
}

export const unwatch = (id: string): void => watched.set(watched.get().filter((one) => one !== id));
