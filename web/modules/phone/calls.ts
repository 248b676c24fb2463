import { useEffect, useState } from "react";
import type { Static } from "typebox";
import {
  type CallCommand,
  commandCallContract,
  listMyCallsContract,
  placeCallContract,
} from "../../../server/modules/voice/call.contract.ts";
import { updateCallContract } from "../../../server/modules/voice/call_note.contract.ts";
import { readMyExtensionContract } from "../../../server/modules/voice/extension.contract.ts";
import type { BodyOf, ResponseOf } from "../../../server/platform/contract/contract.ts";
import { call } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf, useRead } from "../../api/queries.ts";
import { t } from "../../text/locale.ts";
import { problemText } from "../../text/problem.ts";
import { showToast } from "../../ui/toasts.ts";

export type MyCall = ResponseOf<typeof listMyCallsContract>["calls"][number];
type Command = Static<typeof CallCommand>;

const none: MyCall[] = [];

/** What rings, goes on or is wrapped up by me, the newest first. */
export const useMyCalls = (): MyCall[] => useRead(listMyCallsContract, {}).data?.calls ?? none;

export const useMyExtension = () => useRead(readMyExtensionContract, {}, { staleTime: 60_000 }).data?.extension;

export const rereadCalls = (): void => void client.invalidateQueries({ queryKey: keyOf(listMyCallsContract) });

/** Asks something of a call; what comes of it is told by the call. */
export async function command(callId: string, body: Command): Promise<boolean> {
  return await tried(call(commandCallContract, { params: { callId }, body }));
}

export async function updateCall(callId: string, body: BodyOf<typeof updateCallContract>): Promise<boolean> {
  const isDone = await tried(call(updateCallContract, { params: { callId }, body }));
  rereadCalls();
  return isDone;
}

/** One's own device rings first, then the number. */
export async function placeCall(body: BodyOf<typeof placeCallContract>): Promise<boolean> {
  const isDone = await tried(call(placeCallContract, { body }));
  if (isDone) showToast({ text: t("phone.dialling") });
  return isDone;
}

async function tried(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
    return false;
  }
}

/** Who this is: the person if one is known, else the company, else what the number says. */
export function whoOf(call: MyCall): { name: string; company: string | null; customerId: string | null } {
  const known = call.customers.find(({ id }) => id === call.customer_id) ?? only(call.customers);
  const colleague = call.direction === "internal" ? call.others[0]?.user : null;
  if (colleague) return { name: colleague.name, company: null, customerId: null };
  if (known)
    return {
      name: known.contact?.name ?? known.name,
      company: known.contact ? known.name : null,
      customerId: known.id,
    };
  const name = call.customers.length > 1 ? t("phone.several", { count: call.customers.length }) : call.their.name;
  return { name: name ?? call.their.display ?? t("phone.withheld"), company: null, customerId: null };
}

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);

/** Milliseconds since 1970, anew each second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** 04:37, or 1:04:37 from an hour on. */
export function formatLength(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
