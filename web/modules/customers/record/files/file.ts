import { listFilesContract, readFileContentContract } from "../../../../../server/modules/customers/file.contract.ts";
import type { ResponseOf } from "../../../../../server/platform/contract/contract.ts";
import { addressOf } from "../../../../api/address.ts";
import { client } from "../../../../api/client.ts";
import { isProblem } from "../../../../api/problem.ts";
import { keyOf } from "../../../../api/queries.ts";
import { formatBytes } from "../../../../text/format.ts";
import { t } from "../../../../text/locale.ts";
import { problemText } from "../../../../text/problem.ts";
import { showToast } from "../../../../ui/toasts.ts";
import { rereadRecord } from "../record.ts";

export type CustomerFile = ResponseOf<typeof listFilesContract>["files"][number];
export type FileVersion = CustomerFile["versions"][number];

/** Address of the bytes: "inline" to be shown here, else to be kept. */
export function contentAddress(customerId: string, fileId: string, version: number, look?: "inline"): string {
  return addressOf(readFileContentContract.path, { customerId, fileId }, { version, look });
}

/** A file that some open record shows. */
export function knownFile(id: string): CustomerFile | undefined {
  const lists = client.getQueriesData<ResponseOf<typeof listFilesContract>>({ queryKey: keyOf(listFilesContract) });
  return lists.flatMap(([, answer]) => answer?.files ?? []).find((file) => file.id === id);
}

export async function rereadFiles(customerId: string): Promise<void> {
  await client.invalidateQueries({ queryKey: keyOf(listFilesContract, { params: { customerId } }) });
  void rereadRecord(customerId);
}

/** Does a write, reads the list again, says so and keeps the way back. */
export async function actOnFile(
  customerId: string,
  write: () => Promise<unknown>,
  text: string,
  undo?: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
    const back = undo && (() => actOnFile(customerId, undo, t("frame.undone", { text })));
    showToast(back ? { text, undo: back } : { text, look: "undone" });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
  await rereadFiles(customerId);
}

/** Why a file was not kept, in words that name the limit. */
export function uploadProblem(error: unknown): string {
  if (isProblem(error, "file.too_large") && typeof error.detail.most === "number") return tooLarge(error.detail.most);
  return problemText(error);
}

export const tooLarge = (most: number): string => t("customers.files.too_large", { most: formatBytes(most) });
