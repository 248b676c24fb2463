import { useEffect } from "react";
import { listMyIceServersContract } from "../../../../server/modules/voice/turn_server.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";

type Told = ResponseOf<typeof listMyIceServersContract>["ice_servers"];

let known: RTCIceServer[] = [];

/** As they are good for a call that begins now. */
export const iceServers = (): RTCIceServer[] => known;

export const asBrowsersTake = (told: Told): RTCIceServer[] =>
  told.map(({ urls, username, credential }) =>
    username === null || credential === null ? { urls } : { urls, username, credential },
  );

/** Well within the time that a name and password are good for. */
const renewEvery = 60 * 60_000;

/** Keeps them fresh for as long as the telephone is there. @returns whether a call may begin: they are known, or cannot be read */
export function useIceServers(): boolean {
  const { data, isPending } = useRead(
    listMyIceServersContract,
    {},
    { staleTime: renewEvery, refetchInterval: renewEvery, inBackground: true },
  );
  useEffect(() => {
    if (data) known = asBrowsersTake(data.ice_servers);
  }, [data]);
  return !isPending;
}
